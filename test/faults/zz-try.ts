import 'reflect-metadata';
import { campaigning } from '/work/main/test/faults/kill-drills';
async function main() {
  const t = performance.now();
  const o = await campaigning('try', (l) => console.log(Math.round(performance.now() - t), l), async (c) => { for (const n of process.argv.slice(2)) await c.crashAt(n); });
  console.log(JSON.stringify(o, null, 1), Math.round(performance.now() - t));
}
main().catch((e) => { console.error(e); process.exitCode = 1; });
