#!/bin/sh
# The server's process, the same in the container and in the trial. NODE is the program to run it with.
#
# Every chunk of a streamed body is a buffer that is garbage at once, but is freed only when V8's young generation is collected, and
# goes back to the system only from few allocation arenas. A small young generation is collected often: a 200 MB body costs some
# 30 MB of memory instead of 70 (test/integration/streaming.test.ts).
MALLOC_ARENA_MAX=2 exec "${NODE:-node}" --max-semi-space-size=1 --no-concurrent-array-buffer-sweeping "$(dirname "$0")/src/main.ts"
