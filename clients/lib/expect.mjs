/** What the cases assert with. */
import assert from 'node:assert/strict';

export { assert };

/** The text refers to what was asked, as every answer of the emulator does. */
export function refers(text, words = 'tides') {
  assert.ok(String(text).toLowerCase().includes(words), `the answer does not speak of ${words}: ${String(text).slice(0, 300)}`);
}

/** The stream came in pieces, and they make an answer. */
export function inPieces(pieces) {
  const said = pieces.filter((piece) => piece);
  assert.ok(said.length > 10, `${said.length} pieces only`);
  refers(said.join(''));
}

/** The call fails with the provider's own words for a wrong key, and shows no key. */
export async function refused(call, status) {
  let failure;
  try {
    await call();
  } catch (error) {
    failure = error;
  }
  assert.ok(failure, 'a wrong key was not refused');
  const found = failure.status ?? failure.statusCode ?? failure.lastError?.statusCode ?? failure.cause?.status;
  assert.equal(found, status, `status ${found}: ${failure}`);
  wrongKey(failure.message);
}

/** The text says that the key is wrong, and shows no key. */
export function wrongKey(text) {
  assert.match(text, /incorrect api key|invalid x-api-key|api key not valid|authentication/i);
  assert.doesNotMatch(text, /sandbox-invalid/);
}
