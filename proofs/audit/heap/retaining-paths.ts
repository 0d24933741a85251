import { Searcher, withZeros, type Sought } from '#redaction/search';
import type { HeapGraph } from './heap-graph.js';

/** What keeps a secret in memory. */
export interface HeldSecret {
  readonly name: string;
  /** From the root to the text: names of references and classes, nothing of any text. */
  readonly path: string;
}

/** So many different ways are told for each secret. */
const MAX_PATHS = 5;
/** Node types whose names are those of classes and functions; the others' may be what somebody wrote. */
const NAMED = new Set(['object', 'closure', 'native', 'synthetic']);
/** What a programmer's name looks like; a longer or another one might be data that became a property's name. */
const PLAIN_NAME = /^[\w$ .,()<>/:#@-]{1,120}$/;

/** Why secrets are in the heap of which a snapshot was taken. Wants several times the file's size in memory: for a finding only. */
export function retainingPaths(graph: HeapGraph, sought: readonly Sought[]): readonly HeldSecret[] {
  const secretsOf = secretNames(graph.names, sought);
  const isTold = (name: string): boolean => PLAIN_NAME.test(name) && secretNames([name], sought).size === 0;
  const cameBy = graph.shortestWays();
  const classOf = (node: number): string => (NAMED.has(graph.typeOf(node)) && isTold(graph.nameOf(node)) ? graph.nameOf(node) : graph.typeOf(node));
  const pathTo = (node: number): string => {
    const steps: string[] = [];
    for (let at = node; at !== 0; ) {
      const edge = cameBy(at);
      if (edge === undefined) return 'nothing but weak references: garbage that was not yet collected';
      steps.unshift(`${edge.type === 'element' || edge.type === 'hidden' ? `[${edge.name}]` : `.${isTold(edge.name) ? edge.name : '…'}`} (${classOf(at)})`);
      at = edge.from;
    }
    return steps.join(' → ');
  };
  const held = new Map<string, Set<string>>();
  for (const node of graph.named(new Set(secretsOf.keys()))) {
    for (const name of secretsOf.get(graph.nameIndexOf(node)) ?? []) {
      const paths = held.get(name) ?? new Set<string>();
      if (paths.size < MAX_PATHS) held.set(name, paths.add(pathTo(node)));
    }
  }
  return [...held].flatMap(([name, paths]) => [...paths].map((path) => ({ name, path })));
}

/** The secrets in texts, by the texts' indexes. */
function secretNames(texts: readonly string[], sought: readonly Sought[]): ReadonlyMap<number, ReadonlySet<string>> {
  const searcher = new Searcher('names', sought);
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text);
    searcher.lookAgain(String(index), bytes);
    if (text.includes(' ')) searcher.lookAgain(String(index), withZeros(bytes));
  }
  const names = new Map<number, Set<string>>();
  for (const { where, name } of searcher.found) names.set(Number(where), (names.get(Number(where)) ?? new Set()).add(name));
  return names;
}
