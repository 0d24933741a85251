import fc from 'fast-check';

/** New inputs in each run; `BYOK_FUZZ_SEED` repeats one. */
export const seed = Number(process.env['BYOK_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const tried = new Map<string, number>();

/** As `fc.assert` over `property`, with the run's seed; counts what was tried. */
export async function fuzz<Inputs>(name: string, property: fc.IRawProperty<Inputs>, runs: number): Promise<void> {
  await fc.assert(property, { seed, numRuns: runs, reporter: (details) => {
    tried.set(name, (tried.get(name) ?? 0) + details.numRuns);
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
  } });
}

/** Prints what was tried, past Jest's `--silent`. */
export function tellCounts(): void {
  const counts = [...tried].map(([name, count]) => `${name} ${count}`).join(', ');
  process.stdout.write(`Fuzzed with seed ${seed}: ${counts} inputs; crashes 0\n`);
}

/** Bytes near text: what a format consists of, with anything in between. */
export function broken(pieces: readonly string[], maxLength = 40): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces).map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  );
  return fc.array(piece, { maxLength }).map((parts) => Buffer.concat(parts));
}

/** Cuts bytes at the given shares of their length. */
export function cut(bytes: Buffer, shares: readonly number[]): Buffer[] {
  const places = [0, ...shares.map((share) => Math.floor(share * bytes.length)).sort((left, right) => left - right), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

export const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
