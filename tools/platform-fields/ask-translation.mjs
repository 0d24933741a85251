/** Asks the translations of libs/providers what becomes of a request, over a provider's recorded answer. */
import { readFileSync } from 'node:fs';

/** @typedef {{ refused?: { code: string, param?: string }, dropped: string[], wire?: string, answer?: string }} Translation */

/** What differs from call to call. */
const CHANGING = /"(?:id|call_id|item_id|created|created_at|completed_at|obfuscation)":(?:"[^"]*"|\d+)/g;
/** Whole answers in which two functions are called at once, where there is one. */
const WHOLE = { anthropic: 'replay-whole-tools.json', gemini: 'replay-whole-calls.json', cloudru: 'success.json' };

const TRANSCRIPT = JSON.stringify({ language: 'english', segments: [{ start: 0, end: 1, text: 'Hello' }] });

const fixture = (provider, name) => readFileSync(new URL(`../../libs/providers/src/${provider}/__fixtures__/${name}`, import.meta.url), 'utf8');

/** A provider's recorded answers, as text. */
export function recordedAnswers(provider, route) {
  if (route === 'audio/transcriptions') return { whole: JSON.stringify({ candidates: [{ content: { parts: [{ text: TRANSCRIPT }], role: 'model' }, finishReason: 'STOP' }] }) };
  if (route === 'embeddings') return { whole: JSON.stringify({ embeddings: [{ values: [0.5, 0.25] }] }) };
  const text = fixture(provider, WHOLE[provider]);
  const { status, body } = JSON.parse(text);
  return { whole: typeof status === 'number' ? JSON.stringify(body) : text, streamed: fixture(provider, 'stream.txt') };
}

/**
 * @param handler of a strategy's route
 * @param {{ whole: string, streamed?: string }} answers
 * @returns {Promise<Translation>}
 */
export async function translationOf(handler, answers, request) {
  const dropped = new Set();
  let wire;
  const isStream = request.stream === true && handler.stream !== undefined;
  const send = async (sent) => {
    wire = JSON.parse(String(sent.body));
    return { status: 200, headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' }, body: bytes(isStream ? answers.streamed : answers.whole) };
  };
  const call = [request, send, new AbortController().signal, (name) => dropped.add(name)];
  try {
    const answer = isStream ? await Array.fromAsync(await handler.stream(...call)) : await handler.complete(...call);
    return { dropped: [...dropped], wire: JSON.stringify(wire), answer: JSON.stringify(madeOf(answer)).replaceAll(CHANGING, '') };
  } catch (error) {
    if (wire !== undefined || !/^(?:Provider|Byok)Error$/.test(error?.name)) throw error;
    return { refused: { code: error.code, param: error.param }, dropped: [] };
  }
}

/** What of an answer is made, not repeated from the request. */
const madeOf = (answer) => (Array.isArray(answer) ? answer.map(({ type, ...chunk }) => type ?? chunk) : (answer.output ?? answer.choices ?? answer));

async function* bytes(text) {
  yield Buffer.from(text);
}
