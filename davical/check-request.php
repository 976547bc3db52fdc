<?php
/**
 * Refuses, before DAViCal sees them, methods and paths which it would take but must not. Part of config.php.
 */

const CLIENT_METHODS = array('OPTIONS', 'GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PROPFIND', 'PROPPATCH', 'REPORT',
  'MKCALENDAR', 'MKCOL', 'MOVE', 'COPY', 'LOCK', 'UNLOCK', 'ACL');
// BIND mounts any collection under any name; tickets are access without a principal.
const SERVICE_METHODS = array('BIND');
const READING_METHODS = array('OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT');

/**
 * Splits a raw path below the prefix into decoded segments, the last one empty for a collection.
 * @return array|null null for a path that DAViCal reads differently than it looks
 */
function path_segments( $raw ) {
  if ( !preg_match('{^/[\x21-\x7e]*$}D', $raw) || preg_match('{%(?![0-9a-f]{2})|%2f|%5c}i', $raw) ) return null;
  $path = rawurldecode($raw);
  if ( !preg_match('{^[^\x00-\x1f\x7f]*$}uD', $path) ) return null;                      // also: not UTF-8
  if ( preg_match('{//|(^|/)\.{1,2}(/|$)}', $path) ) return null;                        // taken as plain names
  if ( preg_match('{[|*?$\{\}^\[(\\\\]|%[0-9a-f]{2}}i', $path) ) return null;            // operators; decoded a second time
  return array_slice(explode('/', $path), 1);
}

/** /{user}/{collection}/ or /{user}/{collection}/{object}, with the prefix and without an origin. */
function is_below_home( $segments ) {
  if ( count($segments) !== 3 || $segments[0] === '' || $segments[1] === '' ) return false;
  return strpos($segments[1], 'calendar-proxy-') !== 0;
}

if ( basename($_SERVER['SCRIPT_FILENAME']) === 'caldav.php' ) {
  if ( in_array($method, array('BIND', 'REBIND', 'UNBIND', 'MKTICKET', 'DELTICKET'), true) && !CALLER_IS_SERVICE ) {
    refuse(403, 'Only the service may do this');
  }
  if ( !in_array($method, array_merge(CLIENT_METHODS, SERVICE_METHODS), true) ) {
    refuse(405, 'Method not allowed', array('Allow: ' . implode(', ', CLIENT_METHODS)));
  }

  $segments = path_segments($_SERVER['PATH_INFO']);
  if ( $segments === null ) refuse(400, 'Unacceptable path');
  // The alias /{user}/{calendar}.ics is for reading: DELETE there removes the whole calendar.
  if ( count($segments) === 2 && substr($segments[1], -4) === '.ics' && !in_array($method, READING_METHODS, true) ) {
    refuse(403, 'There are no objects outside of a collection');
  }

  // Elsewhere than below a collection DAViCal's search for the parent never ends (RFC 4918 9.8.5 and 9.9.4: 403).
  if ( $method === 'MOVE' || $method === 'COPY' ) {
    $has_prefix = strpos($destination, DAVICAL_PUBLIC_PREFIX . '/') === 0;
    $to = $has_prefix ? path_segments(substr($destination, strlen(DAVICAL_PUBLIC_PREFIX))) : null;
    if ( $to === null || !is_below_home($to) ) refuse(403, 'Destination is not below a collection of this server');
    // A collection may only become a collection and an object an object: DAViCal takes any name for both.
    if ( !is_below_home($segments) || ($to[2] === '') !== ($segments[2] === '') ) refuse(403, 'Destination is of another kind');
    if ( $method === 'COPY' ) refuse(405, 'COPY is not supported', array('Allow: ' . implode(', ', array_diff(CLIENT_METHODS, array('COPY')))));
  }
}
elseif ( basename($_SERVER['SCRIPT_FILENAME']) !== 'provision.php' ) refuse(404, 'Not found');
