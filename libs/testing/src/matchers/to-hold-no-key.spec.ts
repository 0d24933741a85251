import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { pino } from 'pino';
import request from 'supertest';
import { LogCollector, canaryKey, files, plantedForms, shapelessCanaryKey, toHoldNoKey } from '../index.js';

const key = canaryKey('anthropic', 'held');
const core = key.slice('sk-ant-api03-sandbox-'.length);
const folder = mkdtempSync(join(tmpdir(), 'to-hold-no-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the matcher says about a value: it must never print the key. */
function told(value: unknown, keys: string | readonly string[] = key): string {
  const { pass, message } = toHoldNoKey(value, keys);
  expect(message()).not.toContain(core.slice(0, 12));
  return pass ? 'holds none' : /found one \((.*)\n/.exec(message())?.[1]?.replace(') in:', ' in') ?? '';
}

describe('toHoldNoKey', () => {
  const planted = plantedForms(core);

  it.each(planted)('finds the form $form in texts, bytes, objects, logs and files', ({ form, bytes }) => {
    const content = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]);
    const logs = new LogCollector();
    logs.write(content);
    const file = join(folder, form);
    writeFileSync(file, content);
    const how = form === 'fragment' ? 'a part of it, 12 characters or more' : form;
    expect(told(content)).toBe(`${how} in the value`);
    expect(told({ deep: [{ content }] })).toBe(`${how} in deep.0.content`);
    expect(told(logs)).toBe(`${how} in the log`);
    expect(told(files(file))).toBe(`${how} in ${form}`);
    expect(toHoldNoKey(content, shapelessCanaryKey('other')).pass).toBe(true);
  });

  class Named extends Error {
    readonly request = { headers: { authorization: `Bearer ${key}` } };
  }
  it.each<[string, unknown, string]>([
    ['a text', `Bearer ${key}`, 'plain in the value'],
    ['a name of a property', { [key]: 1 }, 'plain in the name of a property of the value'],
    ['what stands below such a name', { [key]: { message: 'x', more: key } }, 'plain in the name of a property of the value'],
    ['a symbol', { [Symbol(key)]: 1 }, 'plain in the name of a property of the value'],
    ['a map', { map: new Map([['a', new Set([key])]]) }, "plain in map.a's name"],
    ['headers', { headers: new Headers({ 'x-request-id': key }) }, 'plain in headers.x-request-id'],
    ['a query', new URLSearchParams({ key }), 'plain in key'],
    ['an address', new URL(`http://host/?key=${key}`), 'plain in the value'],
    ['an error', new Named('failed'), 'plain in request.headers.authorization'],
    ['its cause', new Error('failed', { cause: new Error(`with ${key}`) }), 'plain in cause.stack'],
    ['a view of bytes', { view: new DataView(new TextEncoder().encode(key).buffer) }, 'plain in view'],
    ['JSON in JSON', JSON.stringify({ text: JSON.stringify({ key: `"${key}"` }) }), 'plain in the value'],
  ])('finds it in %s', (_where, value, place) => {
    expect(told(value)).toBe(place);
    const round: Record<string, unknown> = { value };
    round['round'] = round;
    expect(told(round)).toContain('plain');
  });

  it('finds none where none is, looks for several, and says what it looked at', () => {
    const other = shapelessCanaryKey('other');
    expect(told({ text: 'sk-ant-api03-… sk-proj-sandbox-', numbers: [1, 2n, null, undefined, true] })).toBe('holds none');
    expect(told({ a: `x${other}` }, [key, other])).toBe('plain in a');
    expect(toHoldNoKey(['a', 'bc'], key).message()).toContain('none of 5 places');
    expect(() => toHoldNoKey('text', [])).toThrow(TypeError);
    expect(() => toHoldNoKey('text', 'short')).toThrow(RangeError);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /nothing to search/],
    ['a number', 200, /nothing to search/],
    ['a promise', Promise.resolve(key), /await it first/],
    ['an unread answer', new Response(key), /text\(\)/],
    ['a stream', new Response(key).body, /a stream/],
    ['an empty log', new LogCollector(), /Nothing was logged/],
    ['an empty folder', files(mkdtempSync(join(folder, 'empty-'))), /no file/],
  ])('refuses %s, which would prove nothing', (_what, value, why) => {
    expect(() => toHoldNoKey(value, key)).toThrow(why);
  });

  it('searches a folder with the names of its files, but what is left out', () => {
    const data = mkdtempSync(join(folder, 'data-'));
    mkdirSync(join(data, 'deep'));
    writeFileSync(join(data, 'deep', 'a.txt'), 'nothing');
    writeFileSync(join(data, 'deep', 'b.bin'), plantedForms(core).find(({ form }) => form === 'gzip')?.bytes ?? '');
    expect(told(files(data))).toBe(`gzip in ${join('deep', 'b.bin')}`);
    expect(told(files(data, (path) => !path.endsWith('.bin')))).toBe('holds none');
    writeFileSync(join(data, key), 'nothing');
    expect(told(files(data, (path) => !path.endsWith('.bin')))).toBe('plain in the name of a file');
  });

  it('searches what pino wrote', () => {
    const logs = new LogCollector();
    const logger = pino({}, logs);
    logger.info('started');
    expect(logs.records()).toMatchObject([{ msg: 'started' }]);
    expect(told(logs)).toBe('holds none');
    logger.info({ headers: { 'x-api-key': key } }, 'call');
    expect(told(logs)).toBe('plain in the log');
    expect(logs.lines).toHaveLength(2);
  });

  it.each(['/header', '/body', '/text', '/bytes', '/reason', '/none'])('searches a response of supertest, and not its request: %s', async (path) => {
    const server = createServer((_request, response) => {
      const sends: Record<string, () => void> = {
        '/header': () => response.setHeader('x-request-id', key).end('{}'),
        '/body': () => response.setHeader('content-type', 'application/json').end(JSON.stringify({ error: { message: Buffer.from(key).toString('base64') } })),
        '/text': () => response.end(`data: ${key}\n\n`),
        '/bytes': () => response.setHeader('content-type', 'application/octet-stream').end(Buffer.from(key, 'utf16le')),
        '/reason': () => response.writeHead(400, `Bad ${key}`).end(),
        '/none': () => response.end('{}'),
      };
      sends[path]?.();
    });
    const response = await request(server).get(path).set('x-byok-anthropic-key', key);
    expect(told(response)).toMatch({ '/header': /^plain in headers.x-request-id/, '/body': /^base64 at 0 in text/, '/text': /^plain in text/, '/bytes': /^utf16(le|be) in body/, '/reason': /^plain in status line/ }[path] ?? /^holds none$/);
    // The request is there, and it does carry the key.
    expect(inspect((response as unknown as { request: { header: unknown } }).request.header)).toContain(key);
  });
});
