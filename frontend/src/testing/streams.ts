/** A body that arrives in the given pieces, and then ends or breaks. */
export function bodyOf(pieces: readonly (string | Uint8Array)[], breaksWith?: Error): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece));
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = rest.shift();
      if (next) controller.enqueue(next);
      else if (breaksWith) controller.error(breaksWith);
      else controller.close();
    },
  });
}

/** Header values by lower-case name. */
export function headersOf(values: Readonly<Record<string, string>>): { get(name: string): string | null } {
  return { get: (name) => values[name.toLowerCase()] ?? null };
}
