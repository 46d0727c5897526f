#!/bin/bash
# Formats the node's storage at its first start, with the logins of those who come over TLS, and starts it.
set -euo pipefail
kafka=${KAFKA_HOME:-/opt/kafka}/bin
properties=${KAFKA_PROPERTIES:-/etc/rekam/server.properties}
secrets=${SECRETS:-/run/secrets}

logins=()
for user in admin writer reader; do
  name=$([ "$user" = admin ] && echo admin || echo "rekam-$user")
  logins+=(--add-scram "SCRAM-SHA-512=[name=$name,password=$(cat "$secrets/kafka-$user.password")]")
done
"$kafka"/kafka-storage.sh format --ignore-formatted --cluster-id "$KAFKA_CLUSTER_ID" \
  --config "$properties" "${logins[@]}"
exec "$kafka"/kafka-server-start.sh "$properties"
