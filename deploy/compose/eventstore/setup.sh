#!/bin/bash
# Makes the user `rekam` of EventStoreDB and lets it read and write what the ledger needs: its streams, and $all, which
# only administrators may read by default. Does nothing that is done already.
set -euo pipefail

node=${EVENTSTORE_NODE:-https://eventstore1:2113}
ca=(--cacert "${EVENTSTORE_CA:-/etc/eventstore/certs/ca/ca.crt}")
password=$(cat "${EVENTSTORE_PASSWORD_FILE:-/run/secrets/eventstore.password}")
# Passwords are not on the command line, where a list of processes would show them.
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'user = "admin:%s"\n' "$EVENTSTORE_DEFAULT_ADMIN_PASSWORD" >"$folder/login"

call() { # path type body; prints the status
  # From a file, so that it can be sent once more to the node that a follower names.
  printf '%s' "$3" >"$folder/body"
  curl --silent --show-error --output /dev/null --write-out '%{http_code}' --max-time 20 --location-trusted \
    "${ca[@]}" --config "$folder/login" --request POST --header "Content-Type: $2" --data-binary "@$folder/body" "$node$1"
}
expect() { # what status accepted...
  local what=$1 status=$2
  shift 2
  for accepted in "$@"; do
    if [ "$status" = "$accepted" ]; then
      echo "$what: $status"
      return
    fi
  done
  echo "$what: EventStoreDB answered $status; accepted: $*." >&2
  exit 1
}

# 409: the user is there.
user='{"LoginName":"rekam","FullName":"Rekam Jejak","Groups":[],"Password":"'$password'"}'
expect 'user rekam' "$(call /users/ application/json "$user")" 201 409

# A fixed id, so that the same event again adds nothing.
acl='[{"eventId":"6f5d1c62-2b1f-4c2f-9d0c-6a0f5c1f7a10","eventType":"update-default-acl","data":{
  "$userStreamAcl":{"$r":["$admins","rekam"],"$w":["$admins","rekam"],"$d":"$admins","$mr":["$admins","rekam"],"$mw":"$admins"},
  "$systemStreamAcl":{"$r":["$admins","rekam"],"$w":"$admins","$d":"$admins","$mr":"$admins","$mw":"$admins"}}}]'
expect 'default access' "$(call '/streams/%24settings' application/vnd.eventstore.events+json "$acl")" 201
