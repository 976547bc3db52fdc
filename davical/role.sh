#!/usr/bin/env bash
# role.sql and the password, as the owner of the database. For /docker-entrypoint-initdb.d of the postgres image, next to
# role.sql; POSTGRES_USER and POSTGRES_DB are that image's, DAVICAL_PGPASSWORD_FILE names the file with the password.
set -euo pipefail
: "${DAVICAL_PGPASSWORD_FILE:?}"
export DAVICAL_PGPASSWORD_FILE
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -f "$(dirname "${BASH_SOURCE[0]}")/role.sql" -f - <<'SQL'
\set password `cat "$DAVICAL_PGPASSWORD_FILE"`
ALTER ROLE davical PASSWORD :'password';
SQL
