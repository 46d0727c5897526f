/** What the shell learns; documented in `rekam --help` and the README. */
export const EXIT = {
  ok: 0,
  /** A fault of the service, the disk or the network. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The service refused some of the input; the reasons were printed or written to the rejects file. */
  rejected: 3,
  /** `doctor` found something that needs a person. */
  unhealthy: 4,
  /** Stopped by Ctrl-C; what was acknowledged is recorded. */
  interrupted: 130,
} as const;

/** Ends the command with a sentence and a code instead of a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}
