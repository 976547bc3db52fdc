#!/bin/sh
# The server's process, the same in the container and in the trial. NODE is the program to run it with.
#
# Every chunk of a streamed body is a buffer outside V8's heap. What is freed goes back to the system only from few allocation arenas, and
# at once only without the concurrent sweeper; when it is freed says src/caldav/collect-garbage.ts.
MALLOC_ARENA_MAX=2 exec "${NODE:-node}" --expose-gc --no-concurrent-array-buffer-sweeping "$(dirname "$0")/src/main.ts"
