import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOMES } from '@rekam/contracts';
import { parse } from 'yaml';
import { describeWithServer } from '../needs-server';
import { bytesOf, readCompose } from './compose';
import { ROOT } from './rehearsal';
import { promtool } from './tools';

const FOLDER = join(ROOT, 'deploy/prometheus');
const text = readFileSync(join(FOLDER, 'alerts.yaml'), 'utf8');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const alerts = (parse(text) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules);

describe('the alerts', () => {
  it('ask for measurements that the code takes', () => {
    const sources = ['apps', 'libs']
      .flatMap((top) => sourcesIn(join(ROOT, top)))
      .map((file) => readFileSync(file, 'utf8'));
    const literals = sources.flatMap((source) => [...source.matchAll(/['"`](rekam_[\w$]+(?:\{\w+\})?\w*)['"`]/g)]);
    const counters = /\bcounter\('(\w+)'/g;
    const measured = new Set(
      literals.flatMap(([, name]) =>
        // The counts of the intake are named by what they count.
        name!.includes('${')
          ? sources.flatMap((source) =>
              [...source.matchAll(counters)].map(([, what]) => name!.replace(/\$\{\w+\}/, what!)),
            )
          : [name!],
      ),
    );
    const asked = new Set(alerts.flatMap(({ expr }) => [...expr.matchAll(/\brekam_\w+/g)].map(([name]) => name)));
    expect(asked.size).toBeGreaterThan(15);
    const missing = [...asked].filter(
      (name) => !measured.has(name) && !measured.has(name.replace(/_(count|bucket|sum)$/, '')),
    );
    expect(missing).toEqual([]);
  });

  it('ask for outcomes that there are', () => {
    const asked = [...text.matchAll(/outcome="(\w+)"/g)].map(([, outcome]) => outcome!);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((outcome) => !OUTCOMES.includes(outcome as never))).toEqual([]);
  });

  it('speak of memory as the compose file limits it', () => {
    const compose = readCompose({ JWKS_URL: 'x', JWT_ISSUER: 'x', KAFKA_CLUSTER_ID: 'x' });
    const { expr } = alerts.find(({ alert }) => alert === 'RekamMemoryHigh')!;
    const thresholds = [...expr.matchAll(/> (\d+) \* 1024 \* 1024/g)].map(([, mebibytes]) => Number(mebibytes));
    const limits = ['writer1', 'reader1'].map((name) =>
      bytesOf(compose.services[name]!.deploy!.resources!.limits!.memory!),
    );
    expect(thresholds).toEqual(limits.map((limit) => Math.floor((limit / 1_024 ** 2) * (5 / 6))));
  });

  it.each(alerts.map((each) => [each.alert, each] as const))('%s says what it means and what to do', (name, alert) => {
    const runbook = readFileSync(join(ROOT, 'deploy/RUNBOOK.md'), 'utf8');
    expect(['info', 'warning', 'critical']).toContain(alert.labels['severity']);
    expect(alert.annotations['runbook']).toBe(`RUNBOOK.md#${name.toLowerCase()}`);
    // The heading that the anchor leads to, with something beneath it.
    expect(runbook).toMatch(new RegExp(`^#+ ${name}\\n\\n\\S`, 'm'));
  });

  it('are each tried, in trouble and out of it', () => {
    const tests = readFileSync(join(FOLDER, 'alerts.test.yaml'), 'utf8');
    expect(
      alerts.map(({ alert }) => alert).filter((name) => !new RegExp(`alertname: ${name}\\n\\s+exp_alerts`).test(tests)),
    ).toEqual([]);
  });

  it('have no entry in the runbook that nothing leads to', () => {
    const runbook = readFileSync(join(ROOT, 'deploy/RUNBOOK.md'), 'utf8');
    const headings = [...runbook.matchAll(/^#+ (Rekam[A-Z]\w+)$/gm)].map(([, name]) => name!);
    expect(headings.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
  });
});

describeWithServer(
  'promtool',
  promtool === null
    ? 'promtool is missing: run deploy/prometheus/fetch-promtool.sh, or install the package prometheus'
    : null,
  'promtool',
  () => {
    const run = (...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(promtool!, args, { cwd: FOLDER, encoding: 'utf8' });
      return { status, output: stdout + stderr };
    };

    it('takes the rules', () => {
      const { status, output } = run('check', 'rules', 'alerts.yaml');
      expect(output).toContain(`SUCCESS: ${alerts.length} rules found`);
      expect(status).toBe(0);
    });

    it('has them fire when they should, and only then', () => {
      expect(run('test', 'rules', 'alerts.test.yaml')).toEqual({
        status: 0,
        output: expect.stringContaining('SUCCESS') as string,
      });
    });

    it('takes the configuration that finds the processes', () => {
      const { status, output } = run('check', 'config', 'prometheus.yaml');
      expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') as string });
    });
  },
);

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => join(folder, path));
}
