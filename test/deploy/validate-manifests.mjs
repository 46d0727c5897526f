// Holds Kubernetes objects, a JSON array on standard input, against Kubernetes' own schemas; writes a JSON array of faults.
import { text } from 'node:stream/consumers';

const faults = [];
for (const object of JSON.parse(await text(process.stdin))) {
  const { apiVersion, kind, metadata } = object;
  const where = `${kind} ${metadata?.name}`;
  try {
    const { [kind]: Model } = await import(`kubernetes-models/${apiVersion}`);
    if (Model === undefined) throw new Error(`${apiVersion} has no such kind`);
    new Model(object).validate();
  } catch (error) {
    faults.push(`${where}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(faults));
