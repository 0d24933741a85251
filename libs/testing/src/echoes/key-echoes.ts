import type { ProviderId } from '#contracts';
import { TEXT_FORMS, plantedForms } from '#redaction/search';
import type { ScriptedAnswer } from '#sandbox';
import { said, streamed } from './provider-words.js';

/** Ways in which a provider gives the caller's key back, by what they look like. */
export const KEY_ECHOES = [
  'an error in JSON',
  'an error in every encoding',
  'a page',
  'an error that breaks off',
  'headers',
  'headers of a success',
  'a refusal by policy',
  'the reason phrase',
  'a redirect',
  'an error in a success',
  'text of a success',
  'a name in JSON',
  'an event of a stream',
  'two halves of a stream',
  'letters of a stream',
  'an error event of a stream',
  'a packed error',
  'a packed error that is not called so',
  'an error in UTF-16',
] as const;
export type KeyEcho = (typeof KEY_ECHOES)[number];

type Echo = (key: string, provider: ProviderId) => ScriptedAnswer;

const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };

const json = (status: number, value: unknown): ScriptedAnswer => ({ status, headers: JSON_TYPE, body: JSON.stringify(value) });
const events = (pieces: readonly string[]): ScriptedAnswer => ({ status: 200, headers: EVENTS, body: apart(pieces) });

/** Each piece goes out by itself. */
async function* apart(pieces: readonly (string | Buffer)[]): AsyncGenerator<string | Buffer> {
  for (const piece of pieces) {
    yield piece;
    await new Promise(setImmediate);
  }
}

/** The key in every encoding that text can have. A part of a key is left out: it can't be told from other text. */
const everyForm = (key: string): string =>
  plantedForms(key)
    .filter(({ form }) => form !== 'fragment' && TEXT_FORMS.includes(form))
    .map(({ bytes }) => bytes.toString('latin1'))
    .join(' , ');

const bytesOf = (key: string, form: string): Buffer => plantedForms(key).find((planted) => planted.form === form)?.bytes ?? Buffer.alloc(0);

const ECHOES: Readonly<Record<KeyEcho, Echo>> = {
  'an error in JSON': (key) => json(400, { error: { message: `Bad key ${key}`, type: key, param: key, code: key, details: [{ detail: key }] } }),
  'an error in every encoding': (key) => json(400, { error: { message: everyForm(key) } }),
  'a page': (key) => ({ status: 401, headers: { 'content-type': 'text/html' }, body: `<html><body>${everyForm(key)}</body></html>` }),
  'an error that breaks off': (key) => ({ status: 401, headers: JSON_TYPE, body: `{"error":{"message":"${key}`, cut: true }),
  'headers': (key) => ({ status: 500, headers: { 'content-type': 'text/plain', 'x-request-id': key, 'request-id': key, 'retry-after': key, 'x-should-retry': key, 'openai-organization': key, 'set-cookie': `key=${key}` }, body: key }),
  'headers of a success': (key, provider) => ({ status: 200, headers: { ...JSON_TYPE, 'x-request-id': key, 'request-id': key, 'openai-version': key, 'x-goog-request-id': key, 'content-language': key }, body: said(provider, 'Hello.') }),
  'a refusal by policy': (key) => json(400, { type: 'error', error: { type: 'invalid_request_error', code: 'content_policy_violation', status: 'INVALID_ARGUMENT', message: `Refused by our content policy: ${key}` } }),
  'the reason phrase': (key) => ({ ...json(403, {}), reason: `Forbidden ${key}` }),
  'a redirect': (key) => ({ status: 302, headers: { location: `http://127.0.0.1:9/?key=${key}` } }),
  'an error in a success': (key) => json(200, { error: { message: key } }),
  'text of a success': (key, provider) => ({ status: 200, headers: JSON_TYPE, body: said(provider, everyForm(key)) }),
  'a name in JSON': (key) => json(400, { error: { message: 'bad', [key]: { [key]: key } } }),
  'an event of a stream': (key, provider) => events(streamed(provider, everyForm(key))),
  'two halves of a stream': (key, provider) => {
    const whole = streamed(provider, key).join('');
    const middle = whole.indexOf(key) + key.length / 2;
    return events([whole.slice(0, middle), whole.slice(middle)]);
  },
  'letters of a stream': (key, provider) => events([...streamed(provider, key).join('')]),
  'an error event of a stream': (key, provider) =>
    events([...streamed(provider, 'Hello').slice(0, -2), `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'server_error', message: everyForm(key) } })}\n\n`]),
  'a packed error': (key) => ({ status: 400, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: bytesOf(key, 'gzip') }),
  'a packed error that is not called so': (key) => ({ status: 400, headers: { 'content-type': 'application/octet-stream' }, body: bytesOf(key, 'gzip') }),
  'an error in UTF-16': (key) => ({ status: 400, headers: { 'content-type': 'text/plain; charset=utf-16' }, body: apart([bytesOf(key, 'utf16le'), bytesOf(key, 'utf16be')]) }),
};

/** The answer in which a provider gives a key back. */
export function keyEcho(echo: KeyEcho, key: string, provider: ProviderId): ScriptedAnswer {
  return ECHOES[echo](key, provider);
}
