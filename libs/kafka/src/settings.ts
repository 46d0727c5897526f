/** How to reach the brokers. */
export interface KafkaSettings {
  /** `host:port`, one or more; the others of the cluster are found through them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Null without TLS; `ca` is PEM, null for the authorities that Node knows. */
  readonly tls: { readonly ca: string | null } | null;
  readonly sasl: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  } | null;
}

/** Where the library writes what an operator should know; a pino logger fits. */
export interface KafkaLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
