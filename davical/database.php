<?php
/** The connection, the same for DAViCal and for health.php, so that they share one persistent connection per worker. */
function database_dsn() {
  $dsn = 'pgsql:connect_timeout=2';
  foreach ( array('host' => 'PGHOST', 'port' => 'PGPORT', 'dbname' => 'PGDATABASE') as $key => $variable ) {
    $dsn .= " $key='" . addcslashes((string) getenv($variable), "\\'") . "'";
  }
  return $dsn;
}
