#!/bin/sh
# The server's process, the same in the container and in the trial. NODE is the program to run it with.
#
# Every chunk of a streamed body is a buffer that is garbage at once, but is freed only when V8's young generation is collected.
# A small one is collected often: a 200 MB upload costs some 20 MB of memory instead of 70 (test/integration/streaming.test.ts).
exec "${NODE:-node}" --max-semi-space-size=1 "$(dirname "$0")/src/main.ts"
