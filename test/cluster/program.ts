import { join } from 'node:path';
import { programOf as programForTests } from '../programs';

const ROOT = join(__dirname, '../..');
const HEAP_MB = { writer: 800, reader: 320, cli: 320 } as const;

export type App = keyof typeof HEAP_MB;
/** As `npm run build` leaves it, or as tests start it: from the sources, in a run of jest bundled once. */
export type Form = 'built' | 'for-tests';

/** The arguments of Node for an app. */
export function programOf(app: App, form: Form): readonly string[] {
  const program = form === 'built' ? [join(ROOT, 'dist/apps', app, 'main.js')] : programForTests(app);
  return [`--max-old-space-size=${HEAP_MB[app]}`, ...program];
}
