import { readFileSync } from 'node:fs';

/** A heap snapshot's JSON, as far as it is read here; `nodes` and `edges` are tables in one row. */
interface Snapshot {
  readonly snapshot: { readonly meta: Readonly<Record<'node_fields' | 'edge_fields', readonly string[]> & Record<'node_types' | 'edge_types', readonly (readonly string[] | string)[]>> };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** A reference from one object to another. */
export interface Edge {
  readonly type: string;
  /** Of a property or variable; the index of an element. */
  readonly name: string;
  readonly from: number;
}

/** The objects of a heap snapshot and what refers to them; objects are counted from 0, which is the root. */
export class HeapGraph {
  readonly #snapshot: Snapshot;
  readonly #fields: readonly string[];
  readonly #width: number;
  readonly #edgeWidth: number;
  readonly #firstEdges: Uint32Array;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    const { node_fields: fields, edge_fields: edgeFields } = snapshot.snapshot.meta;
    this.#fields = fields;
    this.#width = fields.length;
    this.#edgeWidth = edgeFields.length;
    const counts = fields.indexOf('edge_count');
    this.#firstEdges = new Uint32Array(this.size + 1);
    for (let node = 0; node < this.size; node += 1) this.#firstEdges[node + 1] = (this.#firstEdges[node] as number) + (snapshot.nodes[node * this.#width + counts] as number);
  }

  static read(file: string): HeapGraph {
    return new HeapGraph(JSON.parse(readFileSync(file, 'utf8')) as Snapshot);
  }

  get size(): number {
    return this.#snapshot.nodes.length / this.#width;
  }

  /** Such as `string`, `object`, `closure`, `synthetic`. */
  typeOf(node: number): string {
    return this.#typeName('node', this.#field(node, 'type'));
  }

  /** Name of an object's class, of a function, or what stands in a string. */
  nameOf(node: number): string {
    return this.names[this.nameIndexOf(node)] ?? '';
  }

  nameIndexOf(node: number): number {
    return this.#field(node, 'name');
  }

  /** All names, without repetition; `named` takes their indexes. */
  get names(): readonly string[] {
    return this.#snapshot.strings;
  }

  /** Objects that have one of the names. */
  *named(indexes: ReadonlySet<number>): Generator<number> {
    for (let node = 0; node < this.size; node += 1) if (indexes.has(this.nameIndexOf(node))) yield node;
  }

  /** For each object the reference by which a search in breadth from the root reaches it first, weak ones apart. */
  shortestWays(): (node: number) => Edge | undefined {
    const { edges, strings } = this.#snapshot;
    const { edge_fields: fields } = this.#snapshot.snapshot.meta;
    const [type, name, to] = ['type', 'name_or_index', 'to_node'].map((field) => fields.indexOf(field)) as [number, number, number];
    const weak = this.#edgeTypes().indexOf('weak');
    const reachedBy = new Int32Array(this.size).fill(-1);
    const from = new Int32Array(this.size).fill(-1);
    const queue = new Uint32Array(this.size);
    let length = 1;
    for (let next = 0; next < length; next += 1) {
      const node = queue[next] as number;
      for (let edge = this.#firstEdges[node] as number; edge < (this.#firstEdges[node + 1] as number); edge += 1) {
        const at = edge * this.#edgeWidth;
        const target = (edges[at + to] as number) / this.#width;
        if (edges[at + type] === weak || target === 0 || from[target] !== -1) continue;
        from[target] = node;
        reachedBy[target] = at;
        queue[length++] = target;
      }
    }
    return (node) => {
      const at = reachedBy[node] as number;
      if (at === -1) return undefined;
      const kind = this.#typeName('edge', edges[at + type] as number);
      const label = edges[at + name] as number;
      return { type: kind, name: kind === 'element' || kind === 'hidden' ? String(label) : (strings[label] ?? ''), from: from[node] as number };
    };
  }

  #field(node: number, name: string): number {
    return this.#snapshot.nodes[node * this.#width + this.#fields.indexOf(name)] as number;
  }

  #edgeTypes(): readonly string[] {
    return this.#snapshot.snapshot.meta.edge_types[0] as readonly string[];
  }

  #typeName(of: 'node' | 'edge', type: number): string {
    return ((of === 'edge' ? this.#edgeTypes() : this.#snapshot.snapshot.meta.node_types[0]) as readonly string[])[type] ?? '';
  }
}
