<?php
/**
 * The signed hop: who is allowed to speak to this server, and for whom.
 *
 *   X-Forwarded-User       percent-encoded UTF-8, the lower-case e-mail address
 *   X-Forwarded-Name       percent-encoded UTF-8, the display name; may be absent
 *   X-Forwarded-Timestamp  unix seconds
 *   X-Forwarded-Signature  KIND=HEX, HEX = HMAC-SHA256(secret, KIND LF timestamp LF METHOD LF request target LF user LF name LF Destination)
 *
 * KIND is "v1" for what a client asked for and "v1s" for what the service asks for on its own account. Header values
 * are signed as they were sent, an absent one as the empty string, and the request target as in the request line.
 */

const SIGNATURE_WINDOW_SECONDS = 60;
const SIGNATURE_SECRET_LENGTH = 32;

/** One secret, or two while the proxy changes from one to the other. */
function signature_secrets() {
  $secrets = array((string) getenv('DAVICAL_PROXY_SECRET'), (string) getenv('DAVICAL_PROXY_SECRET_PREVIOUS'));
  return array_filter($secrets, function ( $secret ) { return strlen($secret) >= SIGNATURE_SECRET_LENGTH; });
}

/**
 * Verifies the signature of this request.
 * @return array 'user' and 'name' (decoded), 'service' (true for v1s); or 'status' and 'text' of the refusal
 */
function signature_verify( $header, $method, $target, $destination ) {
  $user = $header('USER');
  $name = $header('NAME');
  $time = $header('TIMESTAMP');
  if ( $user === '' || $header('SIGNATURE') === '' ) return array('status' => 401, 'text' => 'Not signed by the proxy');
  if ( !preg_match('{^(v1s?)=([0-9a-f]{64})$}D', $header('SIGNATURE'), $signature) ) return array('status' => 403, 'text' => 'Bad signature');
  if ( !preg_match('{^[0-9]{1,12}$}D', $time) ) return array('status' => 403, 'text' => 'Bad signature');

  $signed = implode("\n", array($signature[1], $time, $method, $target, $user, $name, $destination));
  $valid = false;
  foreach ( signature_secrets() as $secret ) {
    if ( hash_equals(hash_hmac('sha256', $signed, $secret), $signature[2]) ) $valid = true;
  }
  if ( !$valid ) return array('status' => 403, 'text' => 'Bad signature');

  // After the comparison, so that the difference is only told, and only logged, to whom knows the secret.
  $skew = time() - (int) $time;
  if ( abs($skew) > SIGNATURE_WINDOW_SECONDS ) return array('status' => 403, 'text' => "Stale signature: clocks differ by $skew s");

  return array('user' => rawurldecode($user), 'name' => rawurldecode($name), 'service' => $signature[1] === 'v1s');
}
