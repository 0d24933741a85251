import { cpus } from 'node:os';
import { BLIND_SPOTS, placeTable, table } from '../../audit/report.js';
import type { SearchedPlace } from '../../audit/places.js';
import type { BareCaller, ProductCaller, SoakRun } from './callers.js';
import { FAULTS } from './orders.js';
import { LIVE_TOLERANCE, RESIDENT_TOLERANCE, type RestingMemory } from './resting-memory.js';

/** What a run did and saw. */
export interface SoakResult {
  readonly run: SoakRun;
  readonly seconds: number;
  readonly connections: number;
  readonly product: ProductCaller;
  readonly bare: BareCaller;
  readonly middle: RestingMemory;
  readonly end: RestingMemory;
  /** Under load, in MiB. */
  readonly loaded: { readonly middle: number; readonly end: number; readonly most: number };
  readonly places: readonly SearchedPlace[];
  /** Checks of places that failed. */
  readonly failed: readonly string[];
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(2);

function summary({ run, seconds, connections, product, bare, failed }: SoakResult): string[] {
  const { calls, bytes } = product.ends;
  return [
    `${calls.toLocaleString('en')} calls through BYOK (${gigabytes(bytes)} GB) and ${bare.calls.toLocaleString('en')} through the bare proxy (${gigabytes(bare.bytes)} GB) in ${Math.round(seconds)} s, ${connections} connections, seed ${run.seed}`,
    `not explained by a fault of the provider's: ${product.unexplained.length}; keys and other secrets where they don't belong: ${failed.length === 0 ? '0 found' : failed.join('; ')}`,
  ];
}

function memoryTable({ middle, end, loaded }: SoakResult): string {
  return table(
    ['memory of the API process, MiB', 'middle', 'end', 'may grow by'],
    [
      ['live, at rest after garbage collection', Math.round(middle.live), Math.round(end.live), LIVE_TOLERANCE],
      ['resident, likewise', Math.round(middle.resident), Math.round(end.resident), RESIDENT_TOLERANCE],
      ['resident, under load', loaded.middle, loaded.end, '–'],
    ],
  );
}

/** For the terminal, and in full for the page. */
export function soakTables(result: SoakResult): string {
  return [
    ...summary(result),
    table(['first byte of an answer, ms', 'calls', 'median', '99 % within'], result.run.firstBytes.rows()),
    memoryTable(result),
    result.product.ends.table(),
    placeTable(result.places),
  ].join('\n\n');
}

export function soakPage(result: SoakResult): string {
  return `# The soak with canaries

Repeat with \`npm run build && BYOK_SOAK=full npm run proofs -- canary-soak\`, on a quiet machine. Without \`BYOK_SOAK\` it takes a minute.

Answers of log-uniform sizes, 1 kB to 5 MB, whole and streamed, from three providers in a process of their own, native and by \`/api/v1\`; each call with a key of its own, plain or sealed, with or without a provider's form, under \`never\` or \`on-error\`. One call in twenty meets each of ${FAULTS.length} faults: ${FAULTS.join(', ')}. The log is at \`trace\`, PostgreSQL writes every statement, Redis holds the queue.

Every status line, header and body is searched for the keys as it streams by, then all places that [the audit](security/audit.md) searches, in the same encodings, with controls in each. A call that ended otherwise than its provider's fault explains counts as a failure of ours, a missing letter too.

The bare proxy is Fastify and undici before the same providers, with the same orders, in turns with BYOK: what it takes to the first byte is what machine, providers and client take under this load. First bytes are those of calls that the provider answered.

What may grow over the second half: live memory by ${LIVE_TOLERANCE} MiB, for compiled code and counters, resident memory by ${RESIDENT_TOLERANCE} MiB, for pages that the allocator keeps. Live memory is V8's heap and what its objects hold outside of it.

Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${new Date().toISOString().slice(0, 10)}

\`\`\`
${soakTables(result)}
\`\`\`

It can't see: ${BLIND_SPOTS.join('; ')}.
`;
}
