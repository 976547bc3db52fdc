#!/bin/bash
# litmus 0.13 (Debian), the WebDAV suites, with the calendar home as its base: there it makes its collection /litmus/ by MKCOL. Inside a
# calendar no server lets it make one, and without one a suite ends at once.
. "$(dirname "$0")/lib.sh"
HOME_=$(discover_home)
# some of its messages have bytes that are no text
export LC_ALL=C
lines() { tr '\r' '\n' < "$1" | sed 's/[^[:print:]]//g'; }
# " 3. put_get............... FAIL (why)"; a case with warnings has its result on a line of its own
report() { # SUITE FILE
  local suite=$1 name='' text
  while read -r text; do
    if [[ $text =~ ^([0-9]+)\.\ ([a-z0-9_]+)\.*\ ?(.*)$ ]]; then name="$suite ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; text=${BASH_REMATCH[3]}
    elif [[ $text =~ ^\.{4,}\ (.*)$ ]]; then text=${BASH_REMATCH[1]}
    else continue; fi
    case $text in
      pass*) ok "$name";;
      FAIL*) no "$name | ${text#FAIL }";;
      SKIPPED*) no "$name | skipped, because a case before it failed";;
    esac
  done < <(lines "$2")
}
cd "$T" || exit
for suite in basic copymove props locks http; do
  HTDOCS=/usr/share/litmus/htdocs TESTS=$suite timeout 60 litmus "$HOME_" "$USER" "$PASSWORD" > "$T/$suite.out" 2>&1 </dev/null
  report "$suite" "$T/$suite.out"
done
dav DELETE "${HOME_}litmus/" -o /dev/null
finish
