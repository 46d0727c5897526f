#!/bin/sh
# Puts Debian's promtool into .cache/promtool, for the specs of the alerts: unpacked, not installed, so that no server is
# set up with it. Does nothing where promtool is there already.
set -eu
cd "$(dirname "$0")/../.."
cache=$PWD/.cache/promtool

command -v promtool >/dev/null && exit 0
[ -x "$cache/promtool" ] && exit 0
command -v apt-get >/dev/null || { echo "Only Debian's package of promtool is fetched; install promtool by hand." >&2; exit 1; }

unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
# For apt's own user, which fetches where it can.
chmod 0755 "$unpacked"
cd "$unpacked"
apt-get -qq download prometheus 2>/dev/null || { apt-get -qq update && apt-get -qq download prometheus; }
dpkg -x prometheus_*.deb .
mkdir -p "$cache"
# Whole or not at all, for whoever looks meanwhile.
mv usr/bin/promtool "$cache/promtool.part"
mv "$cache/promtool.part" "$cache/promtool"
