import type { AccountDataPart } from './account-data.registry.js';

/** JSON of an object with a list for each part, piece by piece: nothing of it is held whole. */
export async function* exportAccount(parts: readonly AccountDataPart[], userId: string): AsyncGenerator<string> {
  yield `{"exportedAt":${JSON.stringify(new Date().toISOString())}`;
  for (const part of parts) {
    yield `,${JSON.stringify(part.name)}:[`;
    let separator = '';
    for await (const row of part.rows(userId)) {
      yield separator + JSON.stringify(row);
      separator = ',';
    }
    yield ']';
  }
  yield '}';
}
