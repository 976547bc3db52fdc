#!/usr/bin/env bash
# The two roles with their passwords. PostgreSQL's image runs this when it makes the database; it may be repeated at will and then
# only sets the passwords: docker compose exec postgres bash /docker-entrypoint-initdb.d/database-roles.sh
set -euo pipefail

secret() { cat "/run/secrets/$1"; }

# Passwords come in by the environment of psql, so that neither the process list nor the log of statements has them.
CALENDARS_PASSWORD=$(secret calendars_password) SUPERUSER_PASSWORD=$(secret postgres_password) \
  psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
\getenv calendars_password CALENDARS_PASSWORD
\getenv superuser_password SUPERUSER_PASSWORD
SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'calendars') AS is_new \gset
\if :is_new
  CREATE ROLE calendars LOGIN;
\endif
ALTER ROLE calendars PASSWORD :'calendars_password';
ALTER ROLE CURRENT_USER PASSWORD :'superuser_password';

-- The owner of a database may create tables in its schema public; nobody else may come in.
SELECT format('ALTER DATABASE %I OWNER TO calendars', current_database()) \gexec
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', datname) FROM pg_database WHERE datname <> 'template0' \gexec
SQL

DAVICAL_PGPASSWORD_FILE=/run/secrets/davical_password bash /usr/local/lib/davical/role.sh
