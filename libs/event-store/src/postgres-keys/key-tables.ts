/** The schema of the keys, so that they can be backed up apart and granted apart. */
export const KEYS_SCHEMA = 'rekam_keys';

/** Tells of a key that was destroyed, by the name of its stream. */
export const DESTROYED = 'rekam_keys_destroyed';

/** See `migrate`: numbered by their place, and never changed once released. */
export const KEY_MIGRATIONS: readonly string[] = [
  // A null key is a destroyed one. What it was before is dead with the next vacuum, which comes within minutes: the table
  // has no other dead rows. The bytes, wrapped under the master key, may stay in the page until others are written there;
  // `VACUUM FULL rekam_keys.stream_keys` takes them out, and is the operator's to run, because everybody waits for it.
  `CREATE TABLE rekam_keys.stream_keys (
     stream text COLLATE "C" PRIMARY KEY,
     wrapped bytea
   ) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
   CREATE TABLE rekam_keys.settings (
     name text COLLATE "C" PRIMARY KEY,
     value text NOT NULL
   )`,
];
