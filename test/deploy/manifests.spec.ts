import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_VARIABLES, loadConfig, loadKafkaTopics } from '@rekam/runtime';
import { READER_ROUTES } from '@rekam/reader';
import { WRITER_ROUTES } from '@rekam/writer';
import { bytesOf } from './compose';
import { MANIFESTS, objectsOf, schemaFaults, unknownKeys, writtenObjects, type KubernetesObject } from './manifests';
import { readDockerfile } from './rehearsal';
import { describeWithTool, kustomize } from './tools';

const CHECK_MS_MAX = 60_000;

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly requests: Quantities; readonly limits: Quantities };
  readonly startupProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
type Quantities = Readonly<Record<string, string>>;
interface Workload extends KubernetesObject {
  readonly spec: {
    readonly selector?: unknown;
    readonly strategy?: unknown;
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds?: number;
        readonly containers: readonly Container[];
        readonly volumes: readonly {
          readonly name: string;
          readonly secret?: { readonly items?: readonly { readonly path: string }[] };
          readonly configMap?: { readonly name: string };
        }[];
      };
    };
  };
}

const written = writtenObjects();
const ofKind = <T extends KubernetesObject>(kind: string, among: readonly KubernetesObject[] = written): T[] =>
  among.filter((object) => object.kind === kind) as T[];
const workloads = [...ofKind<Workload>('Deployment'), ...ofKind<Workload>('Job')];
const settings = Object.fromEntries(
  readFileSync(join(MANIFESTS, 'overlays/example/rekam.env'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
) as Readonly<Record<string, string>>;

/** The example overlay as kustomize puts it together; null where there is no kustomize. */
const together = ((): readonly KubernetesObject[] | null => {
  if (kustomize === null) return null;
  const [program, ...args] = kustomize;
  const overlay = join(MANIFESTS, 'overlays/example');
  const { status, stdout, stderr } = spawnSync(program, [...args, overlay], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return objectsOf(stdout);
})();

/** A deployment with an amount that is none, and a key that is misspelt. */
function broken(): KubernetesObject {
  const [deployment] = ofKind<Workload>('Deployment');
  const text = JSON.stringify({ ...deployment, metadata: { name: 'broken' } });
  const wrong = text.replaceAll('"memory":"1Gi"', '"memory":"1 GB"');
  return JSON.parse(wrong.replaceAll('readOnlyRootFilesystem', 'readOnlyRootFileSystem')) as KubernetesObject;
}

describe('the manifests', () => {
  it(
    'are what the schemas of Kubernetes ask for, as they are written and put together',
    () => {
      const checked = [...written, ...(together ?? []), broken()];
      // The last one shows that something would be found.
      expect(schemaFaults(checked)).toEqual([expect.stringMatching(/^Deployment broken.*limits\/memory/)]);
    },
    CHECK_MS_MAX,
  );

  it(
    'have no key that Kubernetes would leave out',
    () => {
      const checked = [...written, ...(together ?? []), broken()];
      expect(unknownKeys(checked)).toEqual([expect.stringContaining('readOnlyRootFileSystem')]);
    },
    CHECK_MS_MAX,
  );

  it('hold no secret', () => {
    expect(ofKind('Secret')).toEqual([]);
  });

  describe.each(workloads.map((each) => [each.metadata.name, each] as const))('%s', (_name, workload) => {
    const { containers, volumes } = workload.spec.template.spec;
    const [container] = containers as readonly [Container];
    const environment = {
      ...imageEnvironment(),
      ...settings,
      ...Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value])),
    };

    it('fits the restricted profile of pod security', () => {
      expect(workload.spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const each of containers) {
        expect(each).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
    });

    it('runs as the user of the image', () => {
      const [uid, gid] = readDockerfile()
        .getInstructions()
        .findLast((each) => each.getKeyword() === 'USER')!
        .getRawArgumentsContent()!
        .split(':')
        .map(Number);
      expect(workload.spec.template.spec).toMatchObject({
        securityContext: { runAsUser: uid, runAsGroup: gid, fsGroup: gid },
      });
    });

    it('is given variables that the service knows, and values that it accepts', () => {
      const known = CONFIG_VARIABLES.map(({ name }) => name as string);
      expect(Object.keys(environment).filter((name) => name.startsWith('REKAM_') && !known.includes(name))).toEqual([]);
      expect(() => loadConfig(environment)).not.toThrow();
    });

    it('has the files that its variables name', () => {
      const folders = container.volumeMounts.map(({ mountPath }) => mountPath);
      const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
      const outside = files.filter(([, path]) => !folders.some((folder) => path!.startsWith(`${folder}/`)));
      expect(outside).toEqual([]);
      const items = volumes.find(({ name }) => name === 'secrets')!.secret!.items;
      if (items === undefined) return;
      const secrets = files
        .filter(([, path]) => path!.startsWith('/run/secrets/rekam/'))
        .map(([, path]) => path!.slice('/run/secrets/rekam/'.length));
      expect(items.map(({ path }) => path).toSorted()).toEqual(secrets.toSorted());
    });

    it('has room beside its heap, and asks for what it takes', () => {
      const heap = Number(container.env?.find(({ name }) => name === 'HEAP_MB')?.value ?? 320) * 1_024 ** 2;
      const { requests, limits } = container.resources;
      expect(heap / bytesOf(limits['memory']!)).toBeLessThan(0.65);
      expect(bytesOf(requests['memory']!)).toBeLessThanOrEqual(bytesOf(limits['memory']!));
      expect(requests['cpu']).toMatch(/^\d+m$/);
    });
  });

  it.each(['writer', 'reader'])('keep a %s at work while machines and versions change', (component) => {
    const labels = { 'app.kubernetes.io/name': 'rekam-jejak', 'app.kubernetes.io/component': component };
    const deployment = ofKind<Workload>('Deployment').find(({ metadata }) => metadata.name === `rekam-${component}`)!;
    expect(deployment.spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { topologySpreadConstraints: [{ topologyKey: 'kubernetes.io/hostname' }, {}] },
      },
    });
    const [container] = deployment.spec.template.spec.containers;
    expect(container).toMatchObject({
      args: [component],
      startupProbe: { httpGet: { path: '/health/live' } },
      livenessProbe: { httpGet: { path: '/health/live' } },
      readinessProbe: { httpGet: { path: '/health/ready/requests' } },
    });
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === `rekam-${component}`);
    expect(budget).toMatchObject({ spec: { minAvailable: 1, selector: { matchLabels: labels } } });
    const service = ofKind('Service').find(({ metadata }) => metadata.name === `rekam-${component}`);
    expect(service).toMatchObject({ spec: { selector: labels, ports: [{ targetPort: 'http' }] } });
    // The wait before the stop, the time that requests have, and some to spare.
    const shutdownMs = Number(CONFIG_VARIABLES.find(({ field }) => field === 'shutdownTimeoutMs')!.default);
    expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(5 + shutdownMs / 1_000);
  });

  it('send what changes the ledger to writers and all else to readers', () => {
    const [ingress] = ofKind<KubernetesObject & { spec: { rules: { http: { paths: Path[] } }[] } }>('Ingress');
    interface Path {
      readonly path: string;
      readonly pathType: 'Exact' | 'Prefix';
      readonly backend: { readonly service: { readonly name: string } };
    }
    const paths = ingress!.spec.rules[0]!.http.paths;
    const matches = ({ path, pathType }: Path, asked: string): boolean =>
      pathType === 'Exact' ? asked === path : path === '/' || asked === path || asked.startsWith(`${path}/`);
    // The longest one that matches is taken.
    const backendOf = (asked: string): string =>
      paths.filter((path) => matches(path, asked)).toSorted((a, b) => b.path.length - a.path.length)[0]!.backend.service
        .name;
    expect(WRITER_ROUTES.map(({ path }) => backendOf(path))).toEqual(WRITER_ROUTES.map(() => 'rekam-writer'));
    expect(READER_ROUTES.map(({ path }) => backendOf(path))).toEqual(READER_ROUTES.map(() => 'rekam-reader'));
  });

  it('let nothing in or out but what is named', () => {
    const policies = ofKind<KubernetesObject & { spec: Record<string, unknown> }>('NetworkPolicy');
    const nothing = policies.find(({ metadata }) => metadata.name === 'rekam-nothing')!;
    expect(nothing.spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'rekam-jejak' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    const ports = (direction: 'egress' | 'ingress') =>
      policies
        .flatMap(({ spec }) => (spec[direction] as { ports: { port: number | string }[] }[] | undefined) ?? [])
        .flatMap((rule) => rule.ports.map(({ port }) => port));
    expect(new Set(ports('egress'))).toEqual(new Set([53, 2113, 5432, 9092, 443]));
    expect(new Set(ports('ingress'))).toEqual(new Set(['http', 'metrics']));
  });

  it('have a topics file that the service takes', () => {
    const kafkaTopicsFile = join(MANIFESTS, 'overlays/example/topics.json');
    expect(
      loadKafkaTopics({ kafkaTopicsFile, kafkaTopicPrefix: settings['REKAM_KAFKA_TOPIC_PREFIX'] ?? 'career' }).intake,
    ).toHaveLength(1);
  });
});

describeWithTool('kubectl', together !== null, 'the example overlay, put together', () => {
  const objects = together!;

  it('is in one namespace, under one version of the image', () => {
    const elsewhere = objects.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'rekam-jejak',
    );
    expect(elsewhere).toEqual([]);
    const images = JSON.stringify(objects).match(/"image":"[^"]+"/g)!;
    expect(new Set(images)).toEqual(new Set(['"image":"registry.example.go.id/asn/rekam-jejak:0.1.0"']));
  });

  it('names maps by their content, so that a change replaces the pods', () => {
    const maps = ofKind('ConfigMap', objects).map(({ metadata }) => metadata.name);
    expect(maps.toSorted()).toEqual([
      expect.stringMatching(/^rekam-[a-z0-9]{10}$/),
      expect.stringMatching(/^rekam-authorities-[a-z0-9]{10}$/),
      expect.stringMatching(/^rekam-topics-[a-z0-9]{10}$/),
    ]);
    for (const { spec } of ofKind<Workload>('Deployment', objects)) {
      const used = spec.template.spec.volumes.flatMap(({ configMap }) => configMap?.name ?? []);
      expect(used.filter((name) => !maps.includes(name))).toEqual([]);
    }
  });

  it('reaches the engines where the overlay says they are, and nothing else', () => {
    const policies = ofKind<KubernetesObject & { spec: { egress?: { to?: unknown }[] } }>('NetworkPolicy', objects);
    const open = policies.filter(({ spec }) => spec.egress?.some(({ to }) => to === undefined));
    expect(open.map(({ metadata }) => metadata.name)).toEqual([]);
  });
});

/** What the image itself sets. */
function imageEnvironment(): Record<string, string> {
  const set = readDockerfile()
    .getENVs()
    .flatMap((each) => each.getProperties());
  return Object.fromEntries(set.map((each) => [each.getName(), each.getValue() ?? '']));
}
