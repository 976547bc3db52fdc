#!/usr/bin/env bash
# Makes every secret that does not exist yet, and gives each service those that it needs, in a volume of its own, readable by the
# user that the service runs as. Runs before the others at every `docker compose up` and changes nothing that exists.
#   prepare-secrets.sh                  as above
#   prepare-secrets.sh rotate NAME...   makes new ones in place of these first (docs/operations/compose.md, "Rotating secrets")
set -euo pipefail
export LC_ALL=C
umask 077

kept=/secrets/kept
generated=(postgres_password calendars_password davical_password caldav_upstream_secret session_secret)
postgres_uid=999 davical_uid=10001 server_uid=1000

fail() { echo "secrets: $*" >&2; exit 1; }

make_secret() { head -c 36 /dev/urandom | base64 -w 0 | tr '+/' '-_'; }

# write FILE OWNER: what comes in on stdin, whole or not at all
write() {
  local new
  new=$(mktemp "${1%/*}/.new.XXXXXX")
  cat >"$new"
  chmod 400 "$new"
  chown "$2:$2" "$new"
  mv -f "$new" "$1"
}

# value NAME: of a kept secret, without the line end that an editor leaves
value() {
  local text
  text=$(cat "$kept/$1")
  [ "${#text}" -ge 32 ] || fail "$1 has less than 32 characters"
  printf %s "$text"
}

# For the password in a URL (RFC 3986 2.3).
percent_encode() {
  local text=$1 character i
  for ((i = 0; i < ${#text}; i++)); do
    character=${text:i:1}
    case $character in
      [A-Za-z0-9._~-]) printf %s "$character" ;;
      *) printf '%%%02X' "$(($(printf %d "'$character") & 255))" ;;
    esac
  done
}

oidc_client_secret() {
  if [ -n "${OIDC_CLIENT_SECRET_FILE:-}" ]; then
    [ -s /given/oidc_client_secret ] || fail "OIDC_CLIENT_SECRET_FILE ($OIDC_CLIENT_SECRET_FILE) is empty"
    cat /given/oidc_client_secret
  else
    [ -n "${OIDC_CLIENT_SECRET:-}" ] || fail "set OIDC_CLIENT_SECRET in .env to the client secret registered at the OpenID provider, or OIDC_CLIENT_SECRET_FILE to the path of a file that holds it"
    printf %s "$OIDC_CLIENT_SECRET"
  fi
}

if [ "${1:-}" = rotate ]; then
  shift
  for name in "$@"; do
    [[ " ${generated[*]} " = *" $name "* ]] || fail "there is no secret $name; there are: ${generated[*]}"
    make_secret | write "$kept/$name" 0
    echo "secrets: made a new $name"
  done
elif [ $# -gt 0 ]; then
  fail "not understood: $*"
fi

for name in "${generated[@]}"; do
  [ -s "$kept/$name" ] && continue
  # without this an emptied volume of secrets would lock everybody out of a database that knows the old ones
  [[ $name != *_password || ! -e /secrets/postgres/$name ]] || fail "$name is gone from the secrets that are kept, but the database was made with it. Restore the file, or copy it back from the volume postgres-secrets."
  make_secret | write "$kept/$name" 0
  echo "secrets: made $name"
done

for name in postgres_password calendars_password davical_password; do
  value "$name" | write "/secrets/postgres/$name" "$postgres_uid"
done

value davical_password | write /secrets/davical/database_password "$davical_uid"
value caldav_upstream_secret | write /secrets/davical/caldav_upstream_secret "$davical_uid"

password=$(value calendars_password)
printf 'postgresql://calendars:%s@postgres:5432/calendars' "$(percent_encode "$password")" | write /secrets/server/database_url "$server_uid"
for name in caldav_upstream_secret session_secret; do
  value "$name" | write "/secrets/server/$name" "$server_uid"
done
oidc_client_secret | write /secrets/server/oidc_client_secret "$server_uid"

chown "$postgres_uid" /secrets/postgres
chown "$davical_uid" /secrets/davical
chown "$server_uid" /secrets/server
echo 'secrets: ready'
