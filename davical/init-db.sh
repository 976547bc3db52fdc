#!/usr/bin/env bash
# init-db.sh DAVICAL_COPY: install DAViCal's schema into schema "davical", or bring its functions and views up to the
# version given. One transaction: a crash leaves nothing or everything, and of two that start at once the second waits.
#   PGHOST PGPORT PGDATABASE DAVICAL_PGUSER DAVICAL_PGPASSWORD   the role that owns the schema (see role.sql)
set -euo pipefail

dba=$1/dba
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
awl=${AWL_SOURCE:-/usr/share/awl}/dba
known_schema=1.3.5
export PGUSER=$DAVICAL_PGUSER PGPASSWORD=${DAVICAL_PGPASSWORD:-} PGCONNECT_TIMEOUT=2
export PGOPTIONS='-c client_min_messages=warning -c search_path=davical -c statement_timeout=60s'

fail() { echo "davical: $*" >&2; exit 1; }

for second in $(seq 30 -1 0); do
  problem=$(psql -X -q -c 'SELECT 1' 2>&1 >/dev/null) && break
  [ "$second" -gt 0 ] || fail "database not reachable: $(head -1 <<<"$problem")"
  sleep 1
done

[ "$(psql -X -At -c "SELECT to_regnamespace('davical') IS NOT NULL")" = t ] ||
  fail "schema davical does not exist: the owner of the database must run role.sql"

# The files of AWL begin and end transactions of their own.
plain() { sed -e '/^BEGIN;$/d' -e '/^COMMIT;$/d' "$@"; }

# The comment on the schema says from what its functions were made; it changes in the same transaction.
sources=("$awl/awl-tables.sql" "$awl/schema-management.sql" "$dba/davical.sql" "$dba/supported_locales.sql"
  "$dba/views/dav_principal.sql" "$dba/caldav_functions.sql" "$dba/rrule_functions.sql" "$dba/base-data.sql" "$here"/schema/*.sql "${BASH_SOURCE[0]}")
version="DAViCal $(cat "${sources[@]}" | sha256sum | cut -c1-16)"

{
  echo "SELECT pg_advisory_xact_lock(723002) \\g /dev/null"
  echo "SELECT to_regclass('davical.awl_db_revision') IS NULL AS fresh \\gset"
  echo "SELECT coalesce(obj_description('davical'::regnamespace, 'pg_namespace'), '') <> '$version' AS outdated \\gset"
  echo "\\if :fresh"
  plain "$awl/awl-tables.sql" "$awl/schema-management.sql" "$dba/davical.sql"
  echo "\\endif"
  echo "\\if :outdated"
  plain "$dba/supported_locales.sql" "$dba/views/dav_principal.sql" "$dba/caldav_functions.sql" "$dba/rrule_functions.sql"
  cat "$here"/schema/*.sql
  echo "COMMENT ON SCHEMA davical IS '$version';"
  echo "\\endif"
  echo "\\if :fresh"
  plain "$dba/base-data.sql"
  # The built-in administrator has every right; nobody can be it.
  echo "UPDATE usr SET password = '*', active = false WHERE user_no = 1;"
  echo "\\endif"
  # Transactions are numbered by each cluster for itself: after a restore into another one the tokens mean nothing.
  echo "SELECT system_identifier AS cluster, coalesce(obj_description('davical.sync_tokens'::regclass, 'pg_class'), '') <> system_identifier::text AS moved"
  echo "  FROM pg_control_system() \\gset"
  echo "\\if :moved"
  echo "DELETE FROM sync_changes; DELETE FROM sync_tokens;"
  echo "COMMENT ON TABLE sync_tokens IS :'cluster';"
  echo "\\endif"
} | psql -X -q -v ON_ERROR_STOP=1 --single-transaction -f - >/dev/null ||
  fail "schema davical could not be installed"

found=$(psql -X -At -c "SELECT concat_ws('.', schema_major, schema_minor, schema_patch) FROM davical.awl_db_revision ORDER BY schema_id DESC LIMIT 1")
[ "$found" = "$known_schema" ] || fail "schema davical is $found, this DAViCal wants $known_schema (README.md, upgrading)"
