import { inspect } from 'node:util';
import { Writable } from 'node:stream';
import { ByokError } from '#contracts';
import { canaryKey, findKey, shapelessCanaryKey } from '#redaction/search';
import { runInCallScope } from '../credential/call-scope.js';
import { Credential } from '../credential/credential.js';
import { createLogger } from './logger.js';

type Line = Record<string, unknown>;

/** A logger and the lines that it wrote. */
function createRecorder() {
  const written: string[] = [];
  const destination = new Writable({ write: (chunk, _encoding, done) => (written.push(String(chunk)), done()) });
  const logger = createLogger({ logLevel: 'trace' }, destination);
  return { logger, text: () => written.join(''), lines: () => written.map((line) => JSON.parse(line) as Line) };
}

class ProviderFailure extends Error {
  constructor(
    readonly body: string,
    cause: unknown,
  ) {
    super('provider failed', { cause });
  }
}

describe('createLogger', () => {
  const key = canaryKey('openai', 'logger');
  const shapeless = shapelessCanaryKey('logger');
  const credential = new Credential('byok', 'openai', Buffer.from(shapeless));
  const scope = { userId: 'user-1', credentials: new Map([['openai', credential] as const]), fallback: undefined, outcome: {} };
  afterAll(() => credential.dispose());

  it('writes JSON lines with level, time and message', () => {
    const { logger, lines } = createRecorder();
    logger.info({ a: 1 }, 'hello');
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/^20\d\d-.*Z$/) as string, a: 1, msg: 'hello' },
    ]);
  });

  it.each([
    [
      'headers',
      {
        headers: { authorization: 'Bearer x y', 'x-byok-openai-key': 'a', cookie: 'a=first; b=second', accept: 'a/b' },
      },
    ],
    [
      'headers deep inside',
      { request: { options: { headers: { Cookie: 'a=first; b=second', 'X-Api-Key': 'x y' }, accept: 'a/b' } } },
    ],
  ])('drops secret %s by name and keeps the rest', (_what, fields) => {
    const { logger, lines, text } = createRecorder();
    logger.info(fields, 'request');
    expect(lines()).toHaveLength(1);
    expect(text()).toContain('a/b');
    expect(text()).not.toMatch(/x y|first|second/);
  });

  it.each<[string, (secret: string) => Line, string]>([
    ['a field', (secret) => ({ note: `got ${secret}.` }), 'got'],
    ['a field name', (secret) => ({ [secret]: 'present' }), 'present'],
    ['the message of an error of ours', (secret) => ({ err: new ByokError('unavailable', `refused ${secret}`) }), 'refused'],
    ['an array in a map', (secret) => ({ map: new Map([['list', [secret, 'present']]]) }), 'present'],
    ['text of inspect', (secret) => ({ dump: inspect({ nested: { secret } }), also: 'present' }), 'present'],
  ])('masks a key in %s, by pattern and by the value in scope', (_where, make, marker) => {
    const { logger, lines, text } = createRecorder();
    logger.error(make(key), 'failed');
    runInCallScope(scope, () => logger.error(make(shapeless), 'failed'));
    logger.error(make(shapeless), 'failed, and the context was lost on the way');
    expect(lines()).toHaveLength(3);
    expect(text().split(marker).length).toBeGreaterThan(3);
    expect(findKey(text(), key)).toBeUndefined();
    expect(findKey(text(), shapeless)).toBeUndefined();
  });

  it('tells of errors that are not ours only type, code and place: they quote what they failed at', () => {
    const { logger, lines, text } = createRecorder();
    const prompt = 'my secret prompt';
    const encoded = Buffer.from(key).toString('base64');
    const foreign = (): Error => {
      const cause = Object.assign(new TypeError(`inner ${prompt}`), { requestBodyValues: { messages: [prompt] } });
      const body = { code: 'ERR_FOREIGN', responseBody: prompt, headers: { encoded }, statusCode: 400 };
      return Object.assign(new Error(`quotes ${prompt}\n    at ${encoded} (x:1:1)`, { cause }), body);
    };
    const both = new AggregateError([foreign(), `words ${prompt}`], prompt);
    logger.error({ err: foreign() }, 'failed');
    logger.error(both, 'failed');
    logger.error({ error: new ByokError('unavailable', 'The store is away.', { cause: foreign() }) }, 'failed');
    logger.error({ err: new ProviderFailure(prompt, { prompt }) }, 'failed');
    logger.error(foreign());
    logger.error({ err: foreign() });
    logger.error(foreign().stack);
    expect(lines()).toHaveLength(7);
    expect(lines().slice(4).map(({ msg }) => msg)).toEqual(['ERR_FOREIGN', 'ERR_FOREIGN', '']);
    expect(text().includes(prompt)).toBe(false);
    expect(text().includes(encoded)).toBe(false);
    expect(lines()[0]).toMatchObject({ err: { type: 'Error', code: 'ERR_FOREIGN', stack: expect.stringContaining('logger.spec') as string, cause: { type: 'TypeError' } } });
    expect(lines()[2]).toMatchObject({ error: { type: 'ByokError', code: 'unavailable', message: 'The store is away.', cause: { code: 'ERR_FOREIGN' } } });
  });

  it('masks the message itself', () => {
    const { logger, lines } = createRecorder();
    logger.warn(`before ${key} after`);
    runInCallScope(scope, () => logger.warn(`before ${shapeless} after`));
    expect(lines().map(({ msg }) => msg)).toEqual(['before [redacted] after', 'before [redacted] after']);
  });

  it('prints a credential and a cycle without harm', () => {
    const { logger, lines } = createRecorder();
    const cycle: Line = { credential };
    cycle['self'] = cycle;
    logger.info({ cycle }, 'odd');
    expect(lines()[0]).toMatchObject({ cycle: { credential: '[redacted]', self: '[circular]' }, msg: 'odd' });
  });

  it('can be made for standard output', () => {
    expect(() => createLogger({ logLevel: 'silent' })).not.toThrow();
  });

  it('respects the level', () => {
    const written: string[] = [];
    const logger = createLogger({ logLevel: 'warn' }, { write: (line) => void written.push(line) });
    logger.info('quiet');
    logger.warn('loud');
    expect(written).toHaveLength(1);
  });
});
