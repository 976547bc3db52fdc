<?php
/** The one persistent connection per worker, shared by DAViCal and health.php because they name it alike. */

function database_dsn() {
  $dsn = 'pgsql:connect_timeout=2';
  foreach ( array('host' => 'PGHOST', 'port' => 'PGPORT', 'dbname' => 'PGDATABASE') as $key => $variable ) {
    $dsn .= " $key='" . addcslashes((string) getenv($variable), "\\'") . "'";
  }
  return $dsn;
}

function database_user() { return getenv('DAVICAL_PGUSER'); }
function database_password() { return getenv('DAVICAL_PGPASSWORD') ?: null; }

/**
 * A kept connection whose server has been restarted shows it at its first use only; PHP makes a new one at the second
 * attempt. Without this every worker would answer one request with an error after a restart of PostgreSQL.
 * @throws PDOException
 */
function database_connect() {
  for ( $attempt = 1; ; $attempt++ ) {
    try {
      $database = new PDO(database_dsn(), database_user(), database_password(), array(PDO::ATTR_PERSISTENT => true));
      // PUT sets the time zone of an event; kept, it would shift the times of locks, which are stored without one.
      $database->query('RESET TimeZone');
      return $database;
    }
    catch ( PDOException $e ) {
      $database = null;
      if ( $attempt === 2 ) throw $e;
    }
  }
}
