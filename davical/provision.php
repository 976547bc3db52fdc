<?php
/**
 * POST /provision: what DAV cannot do to a principal, for the service only (signature of kind v1s).
 * X-Forwarded-User is the principal concerned. JSON in and out; every action is one transaction and may be repeated.
 *
 *   {"action":"ensure"}                       principal, home and a calendar exist        201 made, 200 was there
 *   {"action":"rename","to":"new@example.org"} address, and with it every path            200
 *   {"action":"deactivate"}, {"action":"activate"}                                        200
 *   {"action":"delete"}                       principal, calendars, events, grants, bindings  200
 *
 * Errors: {"error": text} with 400, 403 inactive, 404 no such principal, 405, 409 the new address is taken, 503.
 */
chdir(getenv('DAVICAL_HTDOCS'));
require_once './always.php';

function answer( $status, $data ) {
  http_response_code($status);
  header('Content-Type: application/json');
  header('Cache-Control: no-store');
  echo json_encode($data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";
  exit(0);
}

function ensure( $user ) {
  $principal = new Principal('username', $user);
  if ( $principal->Exists() && !$principal->user_active ) answer(403, array('error' => 'inactive'));
  $is_new = principal_complete($user, CALLER_NAME);
  answer($is_new ? 201 : 200, array('ok' => true, 'path' => "/$user/", 'created' => $is_new));
}

function set_active( $user, $active ) {
  $found = in_principal_transaction($user, function ( $query ) use ( $user, $active ) {
    $query->QDo('UPDATE usr SET active = :active, updated = current_timestamp WHERE username = :user', array(':active' => $active ? 't' : 'f', ':user' => $user));
    return $query->rows() > 0;
  });
  if ( !$found ) answer(404, array('error' => 'no such principal'));
  answer(200, array('ok' => true));
}

/** The columns with paths that neither a foreign key nor a trigger of DAViCal keeps in step with the user's name. */
const PATH_COLUMNS = array('dav_binding' => array('dav_name', 'parent_container'), 'property' => array('dav_name'),
  'sync_changes' => array('dav_name'), 'locks' => array('dav_name'));

function rename_principal( $user, $to ) {
  if ( !is_principal_name($to) ) answer(400, array('error' => 'bad name'));
  $state = in_principal_transaction($user, function ( $query ) use ( $user, $to ) {
    $query->QDo('SELECT pg_advisory_xact_lock(723001, hashtext(:user))', array(':user' => $to));
    $from_exists = (new Principal('username', $user))->Exists();
    $to_exists = (new Principal('username', $to))->Exists();
    if ( $user === $to || !$from_exists ) return $to_exists ? 'done' : 'missing';
    if ( $to_exists ) return 'taken';
    // The trigger usr_modified moves collections, their properties and events.
    $query->QDo('UPDATE usr SET username = :to, email = :to, updated = current_timestamp WHERE username = :user', array(':to' => $to, ':user' => $user));
    foreach ( PATH_COLUMNS as $table => $columns ) foreach ( $columns as $column ) {
      $query->QDo("UPDATE $table SET $column = :new::text || substr($column, length(:old::text) + 1) WHERE starts_with($column, :old::text)",
        array(':new' => "/$to/", ':old' => "/$user/"));
    }
    return 'renamed';
  });
  if ( $state === 'missing' ) answer(404, array('error' => 'no such principal'));
  if ( $state === 'taken' ) answer(409, array('error' => 'name taken'));
  answer(200, array('ok' => true, 'path' => "/$to/", 'renamed' => $state === 'renamed'));
}

function delete_principal( $user ) {
  $found = in_principal_transaction($user, function ( $query ) use ( $user ) {
    // Without this a later principal of the same address would inherit names and colours by path.
    foreach ( array('property', 'locks') as $table ) {
      $query->QDo("DELETE FROM $table WHERE starts_with(dav_name, :home::text)", array(':home' => "/$user/"));
    }
    $query->QDo('DELETE FROM usr WHERE username = :user', array(':user' => $user));
    return $query->rows() > 0;
  });
  answer(200, array('ok' => true, 'deleted' => $found));
}

if ( !CALLER_IS_SERVICE ) answer(403, array('error' => 'only the service may do this'));
if ( $_SERVER['REQUEST_METHOD'] !== 'POST' ) answer(405, array('error' => 'POST only'));
$request = json_decode(file_get_contents('php://input'), true);
switch ( is_array($request) && isset($request['action']) ? $request['action'] : null ) {
  case 'ensure':     ensure(CALLER_USER);
  case 'activate':   set_active(CALLER_USER, true);
  case 'deactivate': set_active(CALLER_USER, false);
  case 'rename':     rename_principal(CALLER_USER, isset($request['to']) && is_string($request['to']) ? $request['to'] : '');
  case 'delete':     delete_principal(CALLER_USER);
}
answer(400, array('error' => 'unknown action'));
