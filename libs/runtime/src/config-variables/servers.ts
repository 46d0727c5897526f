import { FILE, type ConfigVariable } from './variable';

const POSTGRES = 'an address such as postgresql://user@host:5432/database, without a password';

/** The servers of many machines: the log, the views, the keys. */
export const SERVER_VARIABLES: readonly ConfigVariable[] = [
  {
    name: 'REKAM_EVENTSTORE_URL',
    field: 'eventStoreUrl',
    kind: 'text',
    default: null,
    meaning:
      'EventStoreDB or KurrentDB that keeps the log, such as `esdb://rekam@node1:2113,node2:2113,node3:2113`; unset = the log is a file of the data folder.',
    accepted: 'an esdb:// or esdb+discover:// address without a password',
  },
  {
    name: 'REKAM_EVENTSTORE_PASSWORD_FILE',
    field: 'eventStorePasswordFile',
    kind: 'text',
    default: null,
    meaning: 'File with the password of the user in REKAM_EVENTSTORE_URL.',
    accepted: FILE,
  },
  {
    name: 'REKAM_EVENTSTORE_PREFIX',
    field: 'eventStorePrefix',
    kind: 'text',
    default: null,
    meaning: 'What the names of streams begin with there, to keep several ledgers on one server.',
    accepted: 'up to 60 letters, digits and hyphens',
  },
  {
    name: 'REKAM_POSTGRES_URL',
    field: 'postgresUrl',
    kind: 'text',
    default: null,
    meaning:
      'PostgreSQL database of the views, of the access trail and of how far the publisher is, for readers on many machines; unset = files of the data folder.',
    accepted: POSTGRES,
  },
  {
    name: 'REKAM_POSTGRES_PASSWORD_FILE',
    field: 'postgresPasswordFile',
    kind: 'text',
    default: null,
    meaning: 'File with the password of the user in REKAM_POSTGRES_URL.',
    accepted: FILE,
  },
  {
    name: 'REKAM_POSTGRES_CA_FILE',
    field: 'postgresCaFile',
    kind: 'text',
    default: null,
    meaning:
      "PEM file with the authority of PostgreSQL's certificate, which is checked then; unset = as `sslmode` in the addresses says.",
    accepted: FILE,
  },
  {
    name: 'REKAM_POSTGRES_CONNECTIONS_MAX',
    field: 'postgresConnectionsMax',
    kind: 'integer',
    default: '10',
    meaning:
      'Connections for views, and for keys, that a process holds at most; beside them it has three that listen or write the access trail.',
    accepted: 'a whole number from 5 to 1000',
  },
  {
    name: 'REKAM_KEYS_URL',
    field: 'keysUrl',
    kind: 'text',
    default: null,
    meaning:
      'PostgreSQL database of the keys of a log in EventStoreDB, to back it up apart from what the keys open; unset = that of REKAM_POSTGRES_URL.',
    accepted: POSTGRES,
  },
  {
    name: 'REKAM_KEYS_PASSWORD_FILE',
    field: 'keysPasswordFile',
    kind: 'text',
    default: null,
    meaning: 'File with the password of the user in REKAM_KEYS_URL.',
    accepted: FILE,
  },
  {
    name: 'REKAM_BI_ROLE',
    field: 'biRole',
    kind: 'text',
    default: null,
    meaning: 'Role of PostgreSQL whose members may read the views that are meant for BI tools; unset = there are none.',
    accepted: 'a name of lower-case letters, digits and underscores',
  },
];
