import { spawn } from 'node:child_process';

/** Waits for a line or the end of its input: the line says that all is well, the end that its parent is gone. */
const SCRIPT = `
if read -r _; then exit 0; fi
kill -TERM "$0" 2>/dev/null
for _ in $(seq 100); do kill -0 "$0" 2>/dev/null || break; sleep 0.1; done
kill -KILL "$0" 2>/dev/null
if [ -n "$1" ]; then rm -rf "$1"; fi`;

/**
 * Ends a process when this one dies, however it dies, and then removes a folder if one is named: nobody else would, for
 * a JVM does not notice. Returns what calls it off.
 */
export function endWithParent(pid: number, folder: string | null): () => void {
  // A group of its own, so that a Ctrl-C reaches the parent alone; stderr, so that who waits for the parent's output to
  // end waits for the watchdog too.
  const watchdog = spawn('sh', ['-c', SCRIPT, String(pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  // It may have been killed before it is called off.
  watchdog.stdin.on('error', () => undefined);
  return () => watchdog.stdin.end('\n');
}
