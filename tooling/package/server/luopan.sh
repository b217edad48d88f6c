#!/bin/sh
# Starts Luopan with the Node.js that lies beside it. `./luopan --help` tells the options and commands.
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
exec "$here/runtime/node" "$here/app/main/server.ts" "$@"
