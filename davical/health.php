<?php
/** 200 when nginx, PHP and the database with DAViCal's schema answer. Unsigned, and says nothing else. */
require __DIR__ . '/database.php';
header('Content-Type: text/plain; charset=utf-8');
header('Cache-Control: no-store');
try {
  database_connect()->query('SELECT 1 FROM davical.awl_db_revision LIMIT 1');
  echo "ok\n";
}
catch ( PDOException $e ) {
  davical_log('health: ' . davical_without_data($e->getMessage()));
  http_response_code(503);
  header('Retry-After: 5');
  echo "database unavailable\n";
}
