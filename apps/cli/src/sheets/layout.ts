import { byName, CATALOGUE, commandSchema, type CommandContract, type JsonSchema } from '@rekam/contracts';

/** How the text of a cell becomes a value. `json` is for what no columns can hold. */
export type ColumnType = 'text' | 'day' | 'whole' | 'amount' | 'yes-no' | 'choice' | 'json';

/** One column of a subject's sheet: a value of the command's data, by its place in it. */
export interface Column {
  /** The place, dotted; an item of a list by its number from 1: `decree.number`, `content.scores.1.code`. */
  readonly heading: string;
  /** The same as keys; an item of a list by its index from 0. */
  readonly path: readonly (string | number)[];
  readonly type: ColumnType;
  /** What a `choice` accepts. */
  readonly values: readonly (string | number)[];
  /** What the contract says of it; null when it says nothing. */
  readonly description: string | null;
  /** `always`, `never`, or the dotted object that needs it once any of its columns is filled. */
  readonly required: string;
}

type Leaf = Pick<Column, 'type' | 'values' | 'description'> & { readonly kind: 'leaf' };
interface Group {
  readonly kind: 'group';
  readonly nodes: ReadonlyMap<string, Node>;
  readonly required: ReadonlySet<string>;
}
interface List {
  readonly kind: 'list';
  readonly item: Group;
  readonly itemsMax: number;
}
type Node = Leaf | Group | List;

/** Columns that say something about a row and nothing of the act; an import passes over them. */
export const ABOUT_ROW = ['why', 'source', 'name', 'number'] as const;
/** What programs make, with hashes or for themselves: understood and exported, and not asked of a clerk. */
const FOR_PROGRAMS: readonly string[] = ['fact', 'replacesEdition', 'reason', 'documents', 'ext'];

interface Typed {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly enum?: readonly (string | number | null)[];
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** The schema itself behind a reference and beside null. */
function resolved(schema: JsonSchema, definitions: Definitions): Typed {
  const { anyOf, $ref, description } = schema as Typed;
  const stated = anyOf?.find(({ type }) => type !== 'null');
  if (stated !== undefined) return resolved(stated, definitions);
  const target = $ref === undefined ? schema : definitions[$ref.slice('#/$defs/'.length)]!;
  return { ...(target as Typed), ...(description !== undefined && { description }) };
}

function groupOf({ properties = {}, required = [] }: Typed, definitions: Definitions): Group {
  const nodes = Object.entries(properties).map(([name, each]) => [name, nodeOf(each, definitions)] as const);
  return { kind: 'group', nodes: new Map(nodes), required: new Set(required) };
}

function nodeOf(schema: JsonSchema, definitions: Definitions): Node {
  const typed = resolved(schema, definitions);
  if (typed.properties !== undefined) return groupOf(typed, definitions);
  if (typed.items !== undefined) {
    const item = nodeOf(typed.items, definitions);
    const isFlat = item.kind === 'group' && [...item.nodes.values()].every(({ kind }) => kind === 'leaf');
    if (isFlat) return { kind: 'list', item, itemsMax: typed.maxItems! };
  }
  const values = (typed.enum ?? []).filter((value) => value !== null);
  return { kind: 'leaf', type: typeOf(typed, values.length > 0), values, description: typed.description ?? null };
}

function typeOf({ type = [], format }: Typed, isChoice: boolean): ColumnType {
  if (isChoice) return 'choice';
  if (format === 'date') return 'day';
  const types = typeof type === 'string' ? [type] : type;
  if (types.includes('string')) return 'text';
  if (types.includes('integer')) return 'whole';
  if (types.includes('number')) return 'amount';
  return types.includes('boolean') ? 'yes-no' : 'json';
}

/** The columns of one subject's sheet, as they follow from its contract. */
export class SheetLayout {
  private readonly root: Group;

  private constructor(
    readonly record: CommandContract,
    /** States the same of a fact by its id, where the sheet names no record of the source. */
    readonly correct: CommandContract,
  ) {
    const schema = commandSchema(correct) as Typed & { readonly $defs?: Definitions };
    const { nodes, required } = groupOf(schema, schema.$defs ?? {});
    // Whom a row is about is asked first.
    const address = ['person', 'identifier'].filter((name) => nodes.has(name));
    const order = [...new Set([...address, ...nodes.keys()])];
    this.root = { kind: 'group', nodes: new Map(order.map((name) => [name, nodes.get(name)!])), required };
  }

  /** Null when no subject of that name is about one person. */
  static of(subject: string): SheetLayout | null {
    const record = byName(`record-${subject}`);
    const correct = byName(`correct-${subject}`);
    if (record?.subject?.addressedBy !== 'person' || correct === undefined) return null;
    return new SheetLayout(record, correct);
  }

  /** The subjects that have a sheet. */
  static subjects(): readonly string[] {
    return CATALOGUE.flatMap(({ kind, subject }) =>
      kind === 'record' && subject?.addressedBy === 'person' ? [subject.subject] : [],
    );
  }

  /** The column of that heading; null when the contract has no such place. */
  column(heading: string): Column | null {
    const path: (string | number)[] = [];
    let node: Node = this.root;
    let required = 'always';
    const names = heading.split('.');
    for (const [at, name] of names.entries()) {
      if (node.kind === 'leaf') return null;
      if (node.kind === 'list') {
        const number = /^[1-9]\d?$/.test(name) ? Number(name) : 0;
        if (number === 0 || number > node.itemsMax) return null;
        path.push(number - 1);
        required = names.slice(0, at + 1).join('.');
        node = node.item;
        continue;
      }
      const next: Node | undefined = node.nodes.get(name);
      if (next === undefined) return null;
      const isNeeded = node.required.has(name);
      if (!isNeeded) required = next.kind === 'leaf' ? 'never' : names.slice(0, at + 1).join('.');
      path.push(name);
      node = next;
    }
    return node.kind === 'leaf' ? { ...node, heading, path, required } : null;
  }

  /**
   * All columns, a list by as many items as asked for (and never more than the contract takes). What programs make has
   * columns only where it is wanted.
   */
  columns(itemsOf: (list: string) => number, isWanted: (name: string) => boolean = () => false): readonly Column[] {
    const headings: string[] = [];
    const walk = (node: Node, heading: string): void => {
      if (node.kind === 'leaf') headings.push(heading);
      else if (node.kind === 'group') for (const [name, each] of node.nodes) walk(each, `${heading}.${name}`);
      else {
        const items = Math.min(itemsOf(heading), node.itemsMax);
        for (let number = 1; number <= items; number++) walk(node.item, `${heading}.${number}`);
      }
    };
    for (const [name, node] of this.root.nodes) {
      if (!FOR_PROGRAMS.includes(name) || isWanted(name)) walk(node, name);
    }
    return headings.map((heading) => this.column(heading)!);
  }
}
