<?php
/**
 * Runs before every script (auto_prepend_file). AWL defines its logging functions only where they do not exist yet;
 * these say what went wrong and never with which data: AWL's own write iCalendar text, XML bodies and the parameters
 * of failed queries to the log.
 */

function davical_log( $text ) {
  $line = preg_replace('{[^\x20-\x7e]+}', ' ', strtok((string) $text, "\r\n"));
  error_log('davical: ' . substr($line, 0, 200));
}

/** Only components that AWL and DAViCal mark as errors; the format, but not what belongs into it. */
function dbg_error_log( $component = '', $format = '' ) {
  if ( $component !== 'ERROR' || $format === '' ) return;
  davical_log('error: ' . $format);
}

function dbg_log_array() {}

/** "DAViCal Fatal Error: [code] message at file:line"; of a database message only the part before the data. */
function trace_bug( $format = '' ) {
  davical_log('bug: ' . davical_without_data($format));
}

function fatal( $format = '' ) {
  davical_log('fatal: ' . davical_without_data($format));
  http_response_code(500);
  exit(1);
}

/** Messages of PostgreSQL and PHP have the offending value in quotation marks or parentheses, and more of it on further lines. */
function davical_without_data( $text ) {
  $line = (string) strtok((string) $text, "\r\n");
  return preg_replace(array('{".*("|$)}', "{'.*('|$)}", '{\(.*\)}'), '(...)', $line);
}
