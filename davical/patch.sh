#!/usr/bin/env bash
# patch.sh SRC DST: copy the parts of DAViCal that are served into DST and apply patches/ to them.
# Fails, naming the place, when SRC is not the version that the patches are for or differs from it where they apply.
# Does nothing when DST already comes from the same sources and patches.
set -euo pipefail

known_version=1.1.12
known_awl=0.64
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
src=${1:?SRC} dst=${2:?DST}
awl=${AWL_SOURCE:-/usr/share/awl}
parts=(htdocs/always.php htdocs/caldav.php inc dba)
# Of AWL what is patched; inc/ comes before AWL in the include_path.
awl_parts=(inc/AwlDBDialect.php inc/XMLElement.php)

fail() { echo "patch.sh: $*" >&2; exit 1; }

[ -f "$src/htdocs/always.php" ] || fail "no DAViCal in $src"
grep -qF "\$c->version_string = '$known_version';" "$src/htdocs/always.php" || fail "$src/htdocs/always.php is not DAViCal $known_version"
grep -qF "\$c->want_awl_version = '$known_awl';" "$src/htdocs/always.php" || fail "$src/htdocs/always.php does not want AWL $known_awl"

for part in "${awl_parts[@]}"; do [ -f "$awl/$part" ] || fail "no AWL in $awl"; done

stamp=$({ cd "$src" && find "${parts[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; cd "$awl" && sha256sum "${awl_parts[@]}"; } | cat - "$here"/patches/*.patch "${BASH_SOURCE[0]}" | sha256sum)
[ "$(cat "$dst/.patched" 2>/dev/null)" != "$stamp" ] || exit 0

# Made beside and moved into place, so that a crash leaves no half patched copy.
new=$dst.new.$$
trap 'rm -rf "$new"' EXIT
rm -rf "$dst".new.*
mkdir -p "$new/htdocs"
cp "$src/htdocs/always.php" "$src/htdocs/caldav.php" "$new/htdocs/"
cp -R "$src/inc" "$src/dba" "$new/"
# The web interface, other ways to log in, the fetching of foreign calendars and server-to-server scheduling.
rm -rf "$new"/inc/{ui,tz,always.php.in,external-fetch.php,iSchedule-POST.php,autodiscover-handler.php} "$new"/inc/drivers_*.php
for part in "${awl_parts[@]}"; do cp "$awl/$part" "$new/$part"; done
chmod -R u+w "$new"

for patch in "$here"/patches/*.patch; do
  report=$(patch --batch --forward --fuzz=0 --no-backup-if-mismatch --reject-file=- -p1 -d "$new" <"$patch" 2>&1) ||
    fail "${patch##*/} does not apply to $src:
$(grep -E '^(patching file|Hunk .* FAILED|can.t find)' <<<"$report" || echo "$report")"
done

echo "$stamp" >"$new/.patched"
rm -rf "$dst"
mv "$new" "$dst"
