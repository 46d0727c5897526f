import { FILE, type ConfigVariable } from './variable';

/** Where a process keeps its own, listens, and whose tokens it takes. */
export const SERVICE_VARIABLES: readonly ConfigVariable[] = [
  {
    name: 'REKAM_DATA_FOLDER',
    field: 'dataFolder',
    kind: 'text',
    default: './data',
    meaning:
      'Folder of the ledger, its keys and views; the standalone service has it to itself, writers and a reader share it.',
    accepted: 'a path of 1 to 4096 characters',
  },
  {
    name: 'REKAM_HOST',
    field: 'host',
    kind: 'text',
    default: '127.0.0.1',
    meaning: 'Address to listen on.',
    accepted: 'a host name or an IP address',
  },
  {
    name: 'REKAM_PORT',
    field: 'port',
    kind: 'integer',
    default: '8080',
    meaning: 'Port of the service; 0 = any free one.',
    accepted: 'a whole number from 0 to 65535',
  },
  {
    name: 'REKAM_METRICS_PORT',
    field: 'metricsPort',
    kind: 'integer',
    default: '9464',
    meaning: 'Port of the Prometheus metrics, on the same host; 0 = any free one, -1 = none.',
    accepted: 'a whole number from -1 to 65535',
  },
  {
    name: 'REKAM_TIME_ZONE',
    field: 'timeZone',
    kind: 'text',
    default: 'Asia/Jakarta',
    meaning: "The zone that decides which day it is: today's date and the midnight at which a day opens.",
    accepted: 'an IANA time zone such as Asia/Jakarta',
  },
  {
    name: 'REKAM_JWKS_URL',
    field: 'jwksUrl',
    kind: 'text',
    default: null,
    meaning:
      'Public keys of the OpenID provider whose tokens are accepted; unset = local issuer, for this machine only.',
    accepted: 'an https address without user and password, or http on this machine',
  },
  {
    name: 'REKAM_JWT_ISSUER',
    field: 'jwtIssuer',
    kind: 'text',
    default: 'rekam-jejak',
    meaning: '`iss` that tokens of the provider must carry.',
    accepted: 'a text of 1 to 1000 characters',
  },
  {
    name: 'REKAM_JWT_AUDIENCE',
    field: 'jwtAudience',
    kind: 'text',
    default: 'rekam-jejak',
    meaning: '`aud` that tokens of the provider must carry.',
    accepted: 'a text of 1 to 1000 characters',
  },
  {
    name: 'REKAM_JWT_ALGORITHMS',
    field: 'jwtAlgorithms',
    kind: 'list',
    default: 'ES256,EdDSA,PS256,RS256',
    meaning: 'Signature algorithms accepted from the provider.',
    accepted: 'a comma-separated list of ES256, ES384, ES512, EdDSA, Ed25519, PS256, PS384, PS512, RS256, RS384, RS512',
  },
  {
    name: 'REKAM_JWT_CLAIMS',
    field: 'jwtClaims',
    kind: 'text',
    default: 'role=role,agency=agency,person=person,source=source,nip=nip',
    meaning: 'Names of the claims in the tokens of the provider; `nip` may stand in for `person`.',
    accepted: 'comma-separated pairs such as role=rekam_role,agency=instansi',
  },
  {
    name: 'REKAM_MASTER_KEY_FILE',
    field: 'masterKeyFile',
    kind: 'text',
    default: null,
    meaning:
      'File with the master key (64 hexadecimal digits or 32 bytes); unset = `master.key` in the data folder, made once: fit for one machine only.',
    accepted: FILE,
  },
];
