#!/bin/sh
# Starts one of the image's programs in place of this shell, so that signals reach it: writer, reader, or cli with its
# arguments. HEAP_MB is the limit of its heap; without one the collector fills whatever room the container has.
set -eu

program=${1:-}
case $program in
  writer) heap=800 ;;
  reader | cli) heap=320 ;;
  *)
    echo "rekam-jejak: the first argument is \"$program\"; accepted: writer, reader, or cli with its arguments." >&2
    exit 2
    ;;
esac
shift
exec node --max-old-space-size="${HEAP_MB:-$heap}" "$(dirname "$0")/dist/apps/$program/main.js" "$@"
