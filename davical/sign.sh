#!/usr/bin/env bash
# sign.sh KIND METHOD TARGET USER [NAME [DESTINATION]]: the signed headers for curl -H @-, for debugging.
#   DAVICAL_PROXY_SECRET=... davical/sign.sh v1 PROPFIND /api/v1.0/caldav/alice%40example.org/ alice%40example.org |
#     curl -H @- -X PROPFIND http://127.0.0.1:8080/api/v1.0/caldav/alice%40example.org/
# KIND is v1 or v1s; USER and NAME percent-encoded; a DESTINATION is repeated in its header.
set -euo pipefail
kind=$1 method=$2 target=$3 user=$4 name=${5:-} destination=${6:-} time=${SIGN_TIME:-$(date +%s)}
signature=$(printf '%s\n%s\n%s\n%s\n%s\n%s\n%s' "$kind" "$time" "$method" "$target" "$user" "$name" "$destination" |
  php -r 'echo hash_hmac("sha256", stream_get_contents(STDIN), getenv("DAVICAL_PROXY_SECRET"));')
printf 'X-Forwarded-User: %s\nX-Forwarded-Name: %s\nX-Forwarded-Timestamp: %s\nX-Forwarded-Signature: %s=%s\n' "$user" "$name" "$time" "$kind" "$signature"
[ -z "$destination" ] || printf 'Destination: %s\n' "$destination"
