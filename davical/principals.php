<?php
/**
 * Principals: made on first sight, completed when asked. Part of config.php.
 */

/**
 * An e-mail address that DAViCal can have as a user name and as a path segment. The refused characters are operators in
 * the patterns it builds, or it does not accept them in paths; upper case matches a principal, but not its paths.
 */
function is_principal_name( $name ) {
  if ( strlen($name) > 254 || !preg_match('{^[^@]+@[^@]+$}uD', $name) ) return false;
  return !preg_match('{[\x00-\x1f\x7fA-Z/\\\\^\[\]()\{\}*?|$%<>"&;#,]|^[.~]}', $name);
}

/**
 * Runs $work in one transaction, alone among those that work on the same user. AWL refuses a second Begin() inside, and
 * neither Principal nor CreateHomeCollections() commits, so that a crash at any moment leaves nothing or everything.
 * The lock belongs to the transaction: with persistent connections a session's lock would outlive a dead request.
 */
function in_principal_transaction( $user, $work ) {
  $transaction = new AwlQuery();
  $transaction->Begin();
  try {
    $transaction->QDo('SELECT pg_advisory_xact_lock(723001, hashtext(:user))', array(':user' => $user));
    $result = $work($transaction);
    $transaction->Commit();
    return $result;
  }
  catch ( Throwable $e ) {
    $transaction->Rollback();
    throw $e;
  }
}

/** Like DAViCal's own functions, these report a failed query by returning false; here nothing may be left half done. */
function must( $success ) {
  if ( $success === false ) throw new RuntimeException('A principal could not be completed');
}

/** Makes what is missing of: principal, home, default calendar. @return bool whether there was no principal */
function principal_complete( $user, $name ) {
  require_once 'auth-functions.php';
  return in_principal_transaction($user, function ( $query ) use ( $user, $name ) {
    $principal = new Principal('username', $user);
    $is_new = !$principal->Exists();
    if ( $is_new ) {
      $label = $name !== '' ? $name : $user;
      $principal->Create(array('username' => $user, 'email' => $user, 'fullname' => $label, 'displayname' => $label, 'password' => '*',
        'user_active' => true, 'email_ok' => date('Y-m-d'), 'locale' => 'en', 'date_format_type' => 'I', 'modified' => gmdate('Ymd\THis')));
      must((new Principal('username', $user))->Exists());
    }
    must($query->QDo("SELECT 1 FROM collection WHERE is_calendar AND parent_container = :home LIMIT 1", array(':home' => "/$user/")));
    if ( $query->rows() === 0 ) must(CreateHomeCollections($user));
    if ( $is_new ) must(CreateDefaultRelationships($user));
    return $is_new;
  });
}

/** The authenticate_hook; a plain function, because DAViCal tests function_exists() and else takes local passwords. */
function principal_authenticate( $username, $password ) {
  if ( $username !== CALLER_USER ) return false;
  $principal = new Principal('username', CALLER_USER);
  if ( !$principal->Exists() ) {
    principal_complete(CALLER_USER, CALLER_NAME);
    $principal = new Principal('username', CALLER_USER);
  }
  elseif ( CALLER_NAME !== '' && $principal->fullname !== CALLER_NAME ) {
    $principal->Update(array('fullname' => CALLER_NAME, 'displayname' => CALLER_NAME));
  }
  // 403 and not 401: the proxy has authenticated, and another credential would not help. A password other than "*" is
  // an account that somebody made by hand.
  if ( !$principal->user_active || $principal->password !== '*' ) refuse(403, 'This principal is not active');
  return $principal;
}
