#!/usr/bin/env bash
# Run DAViCal (php-fpm and nginx) in the foreground, the same in the container and in the trial. Environment: README.md.
# Prints "davical: ready" once a request has gone through nginx, PHP and the database. Ends with 0 after TERM or INT, and
# with 1 when a part of it does not start or dies.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PATH=$PATH:/usr/sbin:/sbin
fail() { echo "davical: $*" >&2; exit 1; }

# --- environment ------------------------------------------------------------------------------------------------------
for name in DAVICAL_PROXY_SECRET DAVICAL_PROXY_SECRET_PREVIOUS DAVICAL_PGPASSWORD; do
  file=${name}_FILE
  if [ -n "${!file:-}" ]; then
    value=$(cat "${!file}") || fail "$file cannot be read"
    export "$name=$value"
    unset "$file"
  fi
done
for name in DAVICAL_HOME DAVICAL_LISTEN DAVICAL_PROXY_SECRET PGHOST PGDATABASE; do
  [ -n "${!name:-}" ] || fail "$name is not set"
done
for name in DAVICAL_PROXY_SECRET DAVICAL_PROXY_SECRET_PREVIOUS; do
  value=${!name:-}
  [ -z "$value" ] || [ "${#value}" -ge 32 ] || fail "$name has less than 32 characters"
done
export PGPORT=${PGPORT:-5432} DAVICAL_PGUSER=${DAVICAL_PGUSER:-davical} DAVICAL_PGPASSWORD=${DAVICAL_PGPASSWORD:-}
export DAVICAL_PUBLIC_PREFIX=${DAVICAL_PUBLIC_PREFIX:-/api/v1.0/caldav}
export DAVICAL_DEFAULT_CALENDAR=${DAVICAL_DEFAULT_CALENDAR-calendar}
export DAVICAL_DEFAULT_PRIVILEGES=${DAVICAL_DEFAULT_PRIVILEGES-schedule-query-freebusy,schedule-deliver}
export DAVICAL_AUTO_SCHEDULE=${DAVICAL_AUTO_SCHEDULE:-1} DAVICAL_DIRECTORY=${DAVICAL_DIRECTORY:-0}
workers=${DAVICAL_WORKERS:-4} max_body=${DAVICAL_MAX_BODY:-25m}
source_dir=${DAVICAL_SOURCE:-/usr/share/davical}
export AWL_SOURCE=${AWL_SOURCE:-/usr/share/awl}

[[ $DAVICAL_PUBLIC_PREFIX =~ ^(/[A-Za-z0-9._~-]+)+$ ]] || fail "DAVICAL_PUBLIC_PREFIX must look like /api/v1.0/caldav"
[[ $DAVICAL_DEFAULT_CALENDAR =~ ^[A-Za-z0-9_-]*$ ]] || fail "DAVICAL_DEFAULT_CALENDAR may have letters, digits, - and _"
[[ $workers =~ ^[1-9][0-9]?$ ]] || fail "DAVICAL_WORKERS must be 1 to 99"
[[ $max_body =~ ^[1-9][0-9]*[km]?$ ]] || fail "DAVICAL_MAX_BODY must look like 25m"
[[ $DAVICAL_LISTEN =~ ^([0-9]+|[]0-9A-Za-z.:*[-]+:[0-9]+|unix:/[^\;\{\}\"]+)$ ]] || fail "DAVICAL_LISTEN must look like 127.0.0.1:8080, 8080 or unix:/path"

for program in nginx psql patch curl setpriv flock; do
  command -v "$program" >/dev/null || fail "$program is missing: install the packages named in $here/packages"
done
# The newest PHP that has what php.ini loads; several may be installed, and an extension belongs to one of them.
php_program=''
for program in $(compgen -c php-fpm | sort -Vru); do
  modules=$("$program" -n -d extension=pdo -d extension=pdo_pgsql -d extension=xml -m 2>/dev/null) || continue
  [[ $modules = *pdo_pgsql*$'\n'xml$'\n'* ]] || continue
  php_program=$program
  break
done
[ -n "$php_program" ] || fail "php-fpm with pgsql and xml is missing: install the packages named in $here/packages"
[ -f "$AWL_SOURCE/inc/AWLUtilities.php" ] || fail "AWL is missing in $AWL_SOURCE"

mkdir -p "$DAVICAL_HOME"
DAVICAL_HOME=$(cd "$DAVICAL_HOME" && pwd -P)
case "$DAVICAL_HOME$here" in *[\"\$\;\{\}]*) fail "paths must not contain quotes, \$, ; or braces" ;; esac

# --- unprivileged -----------------------------------------------------------------------------------------------------
# The parent's death ends this process when wanted. A change of uid clears that wish, so it is expressed last.
die_with_parent=()
[ "${DAVICAL_DIE_WITH_PARENT:-0}" != 1 ] || die_with_parent=(--pdeathsig TERM)
if [ "$(id -u)" = 0 ]; then
  user=${DAVICAL_USER:-www-data}
  id -u "$user" >/dev/null 2>&1 || fail "no user $user (DAVICAL_USER)"
  chown -R -h "$user:" "$DAVICAL_HOME"
  drop=(setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --clear-groups)
  # The home of root is closed to others, and the checkout or DAVICAL_HOME may lie in it. Only then the right to walk
  # through closed directories is kept; with it goes the right to read any file, so it is not kept without need.
  dirs=("$here" "$DAVICAL_HOME")
  [[ $PGHOST != /* ]] || dirs+=("$PGHOST")
  for dir in "${dirs[@]}"; do
    if ! "${drop[@]}" stat "$dir/." >/dev/null 2>&1; then
      drop+=(--inh-caps +dac_read_search --ambient-caps +dac_read_search)
      "${drop[@]}" stat "$dir/." >/dev/null || fail "user $user cannot read $dir"
      break
    fi
  done
  exec "${drop[@]}" --no-new-privs "${die_with_parent[@]}" bash "$here/run.sh"
elif [ "${#die_with_parent[@]}" -gt 0 ]; then
  unset DAVICAL_DIE_WITH_PARENT
  exec setpriv "${die_with_parent[@]}" bash "$here/run.sh"
fi

# php-fpm opens /dev/stderr by name, which works for a pipe but not for the socket that a supervisor may have put there.
exec 2> >(exec cat >&2)
cd "$DAVICAL_HOME"
exec {lock}>lock
flock -n "$lock" || fail "another DAViCal runs in $DAVICAL_HOME"

# --- what an earlier run has left, if it was killed ---------------------------------------------------------------------
# Workers outlive a killed master and keep the port. All of them have DAVICAL_HOME as working directory.
ours() {
  local process
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$DAVICAL_HOME" ] || continue
    case $(cat "$process/comm" 2>/dev/null) in nginx | php-fpm*) echo "${process#/proc/}" ;; esac
  done
}
end_ours() {
  local pids
  for _ in {1..20}; do
    pids=$(ours)
    [ -n "$pids" ] || return 0
    kill -"$1" $pids 2>/dev/null || true
    sleep 0.1
  done
  [ "$1" = KILL ] || end_ours KILL
}
end_ours TERM
case $(cat socket-dir 2>/dev/null) in */davical.??????) rm -rf "$(cat socket-dir)" ;; esac
rm -rf -- *.pid tmp

case $DAVICAL_LISTEN in
  unix:*) probe=(--unix-socket "${DAVICAL_LISTEN#unix:}" http://davical.invalid) ;;
  *:*) probe=("http://$(sed -E 's/^(0\.0\.0\.0|\*|\[::\]):/127.0.0.1:/' <<<"$DAVICAL_LISTEN")") ;;
  *) probe=("http://127.0.0.1:$DAVICAL_LISTEN") ;;
esac
health() { curl -sS -o /dev/null --fail --noproxy '*' --max-time "$1" "${probe[@]:0:${#probe[@]}-1}" "${probe[-1]}/health" 2>/dev/null; }
if [[ $DAVICAL_LISTEN = unix:* && -S ${DAVICAL_LISTEN#unix:} ]]; then
  # Refused by the kernel (7): nobody listens any more, and nginx does not take over the name.
  status=0; health 2 || status=$?
  [ "$status" != 7 ] || rm -f "${DAVICAL_LISTEN#unix:}"
fi

# --- program, schema, configuration -------------------------------------------------------------------------------------
bash "$here/patch.sh" "$source_dir" "$DAVICAL_HOME/davical" {lock}>&-
bash "$here/init-db.sh" "$DAVICAL_HOME/davical" {lock}>&-

# A path of a socket has at most 107 bytes, which DAVICAL_HOME may exceed.
socket_dir=$(mktemp -d /tmp/davical.XXXXXX)
echo "$socket_dir" >socket-dir
mkdir -p tmp

render() {
  local text
  text=$(cat "$here/$1.template")
  text=${text//@HOME@/"$DAVICAL_HOME"}
  text=${text//@HERE@/"$here"}
  text=${text//@AWL@/"$AWL_SOURCE"}
  text=${text//@SOCKET@/"$socket_dir/php-fpm"}
  text=${text//@WORKERS@/"$workers"}
  text=${text//@MAX_BODY@/"$max_body"}
  text=${text//@PREFIX@/"$DAVICAL_PUBLIC_PREFIX"}
  text=${text//@PREFIX_PATTERN@/"${DAVICAL_PUBLIC_PREFIX//./\\.}"}
  case $DAVICAL_LISTEN in unix:*) text=${text//@LISTEN@/"\"$DAVICAL_LISTEN\""} ;; *) text=${text//@LISTEN@/"$DAVICAL_LISTEN"} ;; esac
  echo "$text" >"$1"
}
for file in nginx.conf php-fpm.conf php.ini; do render "$file"; done

# --- run ----------------------------------------------------------------------------------------------------------------
# A child gets TERM when this process dies, however it dies; and of the environment only what it is meant to know.
start() {
  local name keep=" PATH $1 "
  shift
  for name in $(compgen -e); do
    [[ $keep = *" $name "* ]] || unset "$name"
  done
  exec setpriv --pdeathsig TERM "$@" {lock}>&-
}
export DAVICAL_CONFIG=$here/config.php DAVICAL_HTDOCS=$DAVICAL_HOME/davical/htdocs PHP_INI_SCAN_DIR=
php_environment="PGHOST PGPORT PGDATABASE DAVICAL_PGUSER DAVICAL_PGPASSWORD DAVICAL_PROXY_SECRET DAVICAL_PROXY_SECRET_PREVIOUS
  DAVICAL_PUBLIC_PREFIX DAVICAL_DEFAULT_CALENDAR DAVICAL_DEFAULT_PRIVILEGES DAVICAL_AUTO_SCHEDULE DAVICAL_DIRECTORY
  DAVICAL_CONFIG DAVICAL_HTDOCS PHP_INI_SCAN_DIR"

stop=''
trap 'stop=1' TERM INT
start "${php_environment//[$'\n ']/ }" "$php_program" -F -O -c "$DAVICAL_HOME/php.ini" -y "$DAVICAL_HOME/php-fpm.conf" &
php_fpm=$!
for _ in {1..50}; do [ ! -S "$socket_dir/php-fpm" ] || break; sleep 0.1; done
start '' nginx -e stderr -c "$DAVICAL_HOME/nginx.conf" -p "$DAVICAL_HOME" &
nginx=$!
alive() { kill -0 "$1" 2>/dev/null; }

finish() {
  trap '' TERM INT
  # QUIT lets requests under way end; what has not ended after 2 s is ended.
  kill -QUIT "$nginx" 2>/dev/null || true
  for _ in {1..20}; do alive "$nginx" || break; sleep 0.1; done
  kill -TERM "$nginx" "$php_fpm" 2>/dev/null || true
  for _ in {1..10}; do alive "$nginx" || alive "$php_fpm" || break; sleep 0.1; done
  end_ours KILL
  rm -rf "$socket_dir" socket-dir
  [[ $DAVICAL_LISTEN != unix:* ]] || rm -f "${DAVICAL_LISTEN#unix:}"
  exit "$1"
}

deadline=$((SECONDS + 20))
until [ -n "$stop" ] || health 5; do
  alive "$php_fpm" && alive "$nginx" || { echo 'davical: php-fpm or nginx did not start' >&2; finish 1; }
  [ "$SECONDS" -lt "$deadline" ] || { echo 'davical: no answer from /health' >&2; finish 1; }
  sleep 0.1
done
[ -n "$stop" ] || echo 'davical: ready'

[ -n "$stop" ] || wait -n "$php_fpm" "$nginx" || true
[ -z "$stop" ] || finish 0
alive "$php_fpm" || echo 'davical: php-fpm has ended' >&2
alive "$nginx" || echo 'davical: nginx has ended' >&2
finish 1
