#!/bin/sh
# What the container runs. Of several that start at once one applies the migrations, and the others wait for it.
set -eu
node_modules/.bin/prisma migrate deploy
exec apps/server/serve.sh
