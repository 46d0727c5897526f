#!/bin/bash
# Runs once, when the cluster of databases is empty: two databases, so that keys are backed up apart from what they open,
# and a role for each that owns that one and sees no other.
set -euo pipefail
SECRETS=${SECRETS:-/run/secrets}

psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet \
  --set rekam="$(cat "$SECRETS/postgres.password")" \
  --set keys="$(cat "$SECRETS/keys.password")" \
  --set backup="$(cat "$SECRETS/postgres-backup.password")" <<'SQL'
-- Views, access trail and the publisher's progress.
CREATE ROLE rekam LOGIN PASSWORD :'rekam';
CREATE DATABASE rekam OWNER rekam ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE rekam FROM PUBLIC;
-- The keys of a log in EventStoreDB.
CREATE ROLE rekam_keys LOGIN PASSWORD :'keys';
CREATE DATABASE rekam_keys OWNER rekam_keys ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE rekam_keys FROM PUBLIC;
-- Whoever is a member may read the views meant for BI tools (REKAM_BI_ROLE), and of persons those of its agencies:
-- CREATE ROLE rekam_bi_5500; CREATE ROLE metabase LOGIN PASSWORD '...' IN ROLE rekam_bi, rekam_bi_5500;
CREATE ROLE rekam_bi;
GRANT CONNECT ON DATABASE rekam TO rekam_bi;
-- Copies both databases (pg_dump); row-level security would hide rows from a copy.
CREATE ROLE rekam_backup LOGIN BYPASSRLS PASSWORD :'backup' IN ROLE pg_read_all_data;
GRANT CONNECT ON DATABASE rekam, rekam_keys TO rekam_backup;
SQL
