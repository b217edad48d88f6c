#!/bin/sh
# Starts Luopan with the Node.js that lies beside it. `./luopan --help` tells the options and commands.
# The small nursery gives buffers of uploads back before an import needs its memory.
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
exec "$here/runtime/node" --max-semi-space-size=4 "$here/app/main/server.ts" "$@"
