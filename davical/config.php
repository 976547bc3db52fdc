<?php
/**
 * DAViCal's configuration. DAViCal includes it before anything else in every script, so that what is refused here is
 * refused everywhere. The environment it reads is documented in README.md.
 */
require_once __DIR__ . '/database.php';
require_once __DIR__ . '/signature.php';
require_once __DIR__ . '/principals.php';

define('DAVICAL_PUBLIC_PREFIX', rtrim((string) getenv('DAVICAL_PUBLIC_PREFIX'), '/'));

/** Answers in plain text and ends; nothing that DAViCal has prepared so far goes out. */
function refuse( $status, $text, $headers = array() ) {
  while ( ob_get_level() > 0 ) ob_end_clean();
  header_remove();
  http_response_code($status);
  header('Content-Type: text/plain; charset=utf-8');
  header('Cache-Control: no-store');
  foreach ( $headers as $header ) header($header);
  if ( $status !== 404 && $status !== 405 ) davical_log("$status $text");
  echo $text, "\n";
  exit(0);
}

// Errors: a database that is away is 503 and not 500, and no stack trace leaves this machine.
set_exception_handler(function ( $e ) {
  davical_log('exception: ' . davical_without_data($e->getMessage()) . ' at ' . basename($e->getFile()) . ':' . $e->getLine());
  // No or no longer a connection (HY000 in the middle of a query), too many of them, or the server is going down.
  $is_away = $e instanceof PDOException && (!isset($e->errorInfo[0]) || preg_match('{^(08|53|57|HY000)}', $e->errorInfo[0]));
  if ( $is_away ) refuse(503, 'Database unavailable', array('Retry-After: 5'));
  refuse(500, 'Internal error');
});
// AWL reports a failed connection with trigger_error() instead of an exception.
set_error_handler(function () { refuse(503, 'Database unavailable', array('Retry-After: 5')); }, E_USER_ERROR);

// The signature covers the bytes of the request line; always.php has rewritten REQUEST_URI for HTML.
$target = (string) $_SERVER['DAVICAL_REQUEST_TARGET'];
$method = $_SERVER['REQUEST_METHOD'];
$destination = isset($_SERVER['HTTP_DESTINATION']) ? $_SERVER['HTTP_DESTINATION'] : '';
$caller = signature_verify(function ( $name ) { return isset($_SERVER["HTTP_X_FORWARDED_$name"]) ? $_SERVER["HTTP_X_FORWARDED_$name"] : ''; },
  $method, $target, $destination);
// The header tells the proxy that its signature is meant, and not a right that the caller lacks.
if ( isset($caller['status']) ) refuse($caller['status'], $caller['text'], array('X-Hop-Refused: 1'));
if ( !is_principal_name($caller['user']) ) refuse(403, 'Unacceptable user name');

define('CALLER_USER', $caller['user']);
define('CALLER_NAME', preg_match('{^.{1,254}$}us', $caller['name']) ? trim(preg_replace('{[\x00-\x1f\x7f]+}', ' ', $caller['name'])) : '');
define('CALLER_IS_SERVICE', $caller['service']);

// Of the request headers only these reach DAViCal; the others include what would steer it past the signature
// (X-HTTP-Method-Override, Ticket, Authorization, X-Forwarded-*, ...).
$known = array('ACCEPT', 'BRIEF', 'DEPTH', 'DESTINATION', 'IF', 'IF_MATCH', 'IF_NONE_MATCH', 'IF_SCHEDULE_TAG_MATCH',
  'LOCK_TOKEN', 'OVERWRITE', 'PREFER', 'SCHEDULE_REPLY', 'TIMEOUT', 'USER_AGENT');
foreach ( array_keys($_SERVER) as $key ) {
  $is_credential = preg_match('{^(PHP_AUTH_|AUTH|REMOTE_USER|REDIRECT_|DAVICAL_PROXY|DAVICAL_PG)}', $key);
  if ( $is_credential || (strpos($key, 'HTTP_') === 0 && !in_array(substr($key, 5), $known, true)) ) {
    if ( $key === 'HTTP_CONTENT_ENCODING' && $_SERVER[$key] !== 'identity' ) refuse(415, 'Content-Encoding is not accepted');
    unset($_SERVER[$key]);
  }
}
$_SERVER += array('HTTP_USER_AGENT' => '');
$_GET = array_intersect_key($_GET, array('add-member' => 1, 'add_member' => 1));
$_POST = $_COOKIE = $_REQUEST = array();

// DAViCal compares origins in hrefs with its own name; the public origin is the proxy's business and paths are enough.
$_SERVER['SERVER_NAME'] = 'davical.invalid';
$_SERVER['SERVER_PORT'] = '80';
$_SERVER['HTTPS'] = 'off';
$c->domain_name = $_SERVER['SERVER_NAME'];

require __DIR__ . '/check-request.php';

// HTTPAuthSession wants Basic credentials; the hook looks at the name only.
$_SERVER['PHP_AUTH_USER'] = CALLER_USER;
$_SERVER['PHP_AUTH_PW'] = '';
$c->authenticate_hook = array('call' => 'principal_authenticate', 'config' => array());

$c->pg_connect[] = array('dsn' => database_dsn(), 'dbuser' => database_user(), 'dbpass' => database_password());
$c->db_schema = 'davical';
$c->use_persistent = true;                // saves 13-18 ms of CPU per request
database_connect();

$calendar = (string) getenv('DAVICAL_DEFAULT_CALENDAR');
$c->system_name = 'Calendars';
$c->admin_email = 'postmaster@invalid';
$c->default_timezone = 'UTC';
$c->trust_x_forwarded = false;
$c->allow_unauthenticated = false;
$c->public_freebusy_url = false;
$c->list_everyone = false;
$c->directory = getenv('DAVICAL_DIRECTORY') === '1';
$c->enable_scheduling = false;            // iSchedule: server to server over HTTP
$c->enable_auto_schedule = getenv('DAVICAL_AUTO_SCHEDULE') !== '0';
// Without bind, which clients may not use, and addressbook, which is not offered.
$c->override_dav_header = '1, 2, 3, access-control, calendar-access, extended-mkcol, calendar-proxy' . ($c->enable_auto_schedule ? ', calendar-auto-schedule' : '');
$c->readonly_webdav_collections = true;
$c->hide_TODO = false;                    // a calendar that is shared is shared with its tasks
$c->external_refresh = 0;
$c->home_calendar_name = $calendar ?: 'calendar';
// 'read-free-busy' in here would let everybody GET every event as "Busy" with its UID, and list every resource.
$c->default_privileges = array_filter(explode(',', (string) getenv('DAVICAL_DEFAULT_PRIVILEGES')));
// Without this list CreateHomeCollections() makes .in and .out ordinary calendars.
$c->default_collections = $calendar === '' ? array() : array(
  array('type' => 'calendar', 'name' => $calendar, 'displayname' => '%fn', 'calendar_components' => array('VEVENT', 'VTODO')));
$c->template_usr = array('active' => true, 'locale' => 'en', 'date_format_type' => 'I', 'email_ok' => date('Y-m-d'));
