#!/bin/sh
# Makes what compose.yaml needs and git must never hold: passwords, the master key, and certificates of an authority of
# its own. Needs root, because each file is given to the user that its container runs as, and openssl.
#
#   sudo deploy/compose/make-secrets.sh [folder]      (default: deploy/compose/secrets)
#
# A file that is there stays as it is, so running it again adds what is missing, and a password, key or certificate is
# renewed by removing its file first (RUNBOOK.md says what else has to be done then).
set -eu
umask 077

folder=${1:-$(dirname "$0")/secrets}
if [ "$(id -u)" -ne 0 ]; then
  echo "make-secrets.sh must run as root: the files are given to the users of the containers." >&2
  exit 1
fi
command -v openssl >/dev/null || { echo "make-secrets.sh needs openssl." >&2; exit 1; }

# Users of the images: ours (Dockerfile), eventstore, postgres (bookworm), and appuser of kafka.
rekam=10001 eventstore=1000 postgres=999 kafka=1000
days=825

mkdir -p "$folder"
# Names may be passed through; only the containers read what is in the files.
chmod 0711 "$folder"
cd "$folder"

made() { echo "made $1"; }
give() { # file owner
  chown "$2:$2" "$1"
  chmod 0400 "$1"
  made "$1"
}
password() { # file owner
  [ -e "$1" ] && return
  openssl rand -hex 24 | tr -d '\n' >"$1"
  give "$1" "$2"
}

# 1. The master key: 64 hexadecimal digits. Whoever loses it loses every sealed part of the ledger.
if [ ! -e master.key ]; then
  openssl rand -hex 32 >master.key
  give master.key $rekam
fi

# 2. Passwords of the services, and of those who run the engines.
for name in eventstore postgres keys kafka-writer kafka-reader kafka-admin; do password "$name.password" $rekam; done
password postgres-superuser.password $postgres
password postgres-backup.password $postgres
# EventStoreDB takes these two from its environment only, and only at its first start.
if [ ! -e eventstore.env ]; then
  {
    echo "EVENTSTORE_DEFAULT_ADMIN_PASSWORD=$(openssl rand -hex 24)"
    echo "EVENTSTORE_DEFAULT_OPS_PASSWORD=$(openssl rand -hex 24)"
  } >eventstore.env
  give eventstore.env 0
fi

# 3. The authority, whose key is needed for new certificates only: keep it elsewhere.
if [ ! -e ca.crt ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -keyout ca.key -out ca.crt \
    -subj "/O=Rekam Jejak/CN=Rekam Jejak engines" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
  chmod 0400 ca.key
  chmod 0444 ca.crt
  made ca.crt
fi

# 4. A certificate for each engine. EventStoreDB's nodes know each other by their common name and are clients, too.
certificate() { # name owner common-name subject-alternative-names
  [ -e "$1.crt" ] && [ -e "$1.key" ] && return
  [ -e ca.key ] || { echo "ca.key is not in $folder: put it back to make $1.crt." >&2; exit 1; }
  openssl req -new -newkey rsa:2048 -nodes -sha256 -keyout "$1.key" -out "$1.csr" -subj "/CN=$3" 2>/dev/null
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=critical,digitalSignature,keyEncipherment\nbasicConstraints=critical,CA:FALSE\n' "$4" >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days $days -sha256 \
    -extfile "$1.ext" -out "$1.crt" 2>/dev/null
  rm "$1.csr" "$1.ext"
  chmod 0444 "$1.crt"
  give "$1.key" "$2"
}
for n in 1 2 3; do
  certificate "eventstore$n" $eventstore eventstoredb-node "DNS:eventstore$n,DNS:localhost,IP:127.0.0.1"
done
certificate postgres $postgres postgres "DNS:postgres,DNS:localhost,IP:127.0.0.1"
certificate kafka $kafka kafka "DNS:kafka,DNS:localhost,IP:127.0.0.1"
# Kafka reads key and certificate from one file.
if [ ! -e kafka.pem ] || [ kafka.key -nt kafka.pem ]; then
  cat kafka.key kafka.crt >kafka.pem
  give kafka.pem $kafka
fi
# Passwords that two users read: Kafka is given those of its clients, PostgreSQL and EventStoreDB those of ours.
copy() { # from to owner
  if [ ! -e "$2" ] || [ "$1" -nt "$2" ]; then
    cat "$1" >"$2"
    give "$2" "$3"
  fi
}
for user in writer reader admin; do copy "kafka-$user.password" "kafka-$user.broker.password" $kafka; done
copy postgres.password postgres.server.password $postgres
copy keys.password keys.server.password $postgres
copy eventstore.password eventstore.server.password $eventstore
