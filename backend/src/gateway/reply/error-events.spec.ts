import { jest } from '@jest/globals';
import { PROVIDER_STRATEGIES } from '#providers';
import { ErrorEvents } from './error-events.js';

const { classifyStart } = PROVIDER_STRATEGIES.openai;

/** What goes out of a stream that comes in pieces of `size` bytes. */
function passed(stream: string, size = stream.length): string {
  const events = new ErrorEvents(classifyStart);
  const bytes = Buffer.from(stream);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(Buffer.from(events.take(bytes.subarray(at, at + size))));
  out.push(events.end());
  return Buffer.concat(out).toString();
}

const CONTENT = 'data: {"id":"c","choices":[{"delta":{"content":"data: {\\"error\\" привет"}}]}\n\n';
const ERROR = 'data: {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}\n\n';

describe('the error events of a stream', () => {
  it.each([1, 2, 5, 13, 14, 15, 40, 1000])('get our code, in pieces of %i bytes, and nothing else changes', (size) => {
    const out = passed(`: ping\n\n${CONTENT}${ERROR}data: [DONE]\n\n`, size);
    const ours = { message: 'You exceeded your current quota', type: 'insufficient_quota', param: null, code: 'key_no_credit' };
    expect(out).toBe(`: ping\n\n${CONTENT}data: ${JSON.stringify({ error: ours })}\n\ndata: [DONE]\n\n`);
  });

  it.each([1, 7, 64, 1000])('are all that changes, in pieces of %i bytes', (size) => {
    const stream = `${CONTENT}event: x\r\ndata: {"errors":[]}\r\n\r\ndata: {"err`;
    expect(passed(stream, size)).toBe(stream);
  });

  const OURS = { message: 'Overloaded', type: 'server_error', code: 'provider_overloaded' };
  const said = { message: 'Overloaded', type: 'server_error', code: 'server_is_overloaded' };
  it.each<[string, string, object]>([
    ['without a space', `data:${JSON.stringify({ error: said })}\n\n`, { error: OURS }],
    ['with a type', `data: ${JSON.stringify({ type: 'error', error: said })}\n\n`, { type: 'error', error: OURS }],
    ['named', `event: error\ndata: ${JSON.stringify({ error: said })}\n\n`, { error: OURS }],
    ['named, with its fields at the top', `event: error\ndata: ${JSON.stringify({ message: 'Overloaded', code: 'server_is_overloaded' })}\n\n`, { error: { ...OURS, param: null } }],
    ['in a text', 'data: {"error":"engine is down"}\n\n', { error: { type: 'server_error', param: null, code: 'provider_unavailable', message: 'engine is down' } }],
    ['inside a chunk', `data: ${JSON.stringify({ id: 'c', choices: [], error: said })}\n\n`, { id: 'c', choices: [], error: OURS }],
    ['over several lines of data', `data: {\ndata:   "error": {\ndata: "message":"Overloaded","type":"server_error","code":"server_is_overloaded"}\ndata: }\n\n`, { error: OURS }],
    ['over several lines of a named event', `event: error\r\ndata: {"error":\r\nid: 7\r\ndata:${JSON.stringify(said)}}\r\n\r\n`, { error: OURS }],
    ['over several lines at the end', `data: {"error":\ndata: ${JSON.stringify(said)}}`, { error: OURS }],
    ['as bare JSON', `${JSON.stringify({ error: said })}\n`, { error: OURS }],
    ['as bare JSON on several lines', `${JSON.stringify({ error: said }, null, 4)}\n\n`, { error: OURS }],
    ['as bare JSON on several lines at the end', JSON.stringify({ error: said }, null, '\t'), { error: OURS }],
    ['as a list', `[${JSON.stringify({ error: said })}]\n`, { error: OURS }],
    ['as a list on several lines', `${JSON.stringify([{ error: said }], null, 1)}\r\n`, { error: OURS }],
    ['as bare JSON at the end', JSON.stringify({ error: said }), { error: OURS }],
  ])('are seen %s', (_form, error, data) => {
    for (const size of [1000, error.startsWith('data: {"id"') ? 500 : 1]) {
      const out = passed(`${CONTENT}${error}`, size);
      expect(out.startsWith(CONTENT)).toBe(true);
      const events = out.slice(CONTENT.length).split('\n').filter((line) => line.startsWith('data:'));
      expect(events.map((line) => JSON.parse(line.slice(5)) as unknown)).toEqual([data]);
      expect(out).toMatch(/(?:\n\n|\r\n\r\n)$/);
    }
  });

  it.each([1, 3, 1000, 100_000])('are not what else stands outside of events, which passes as it is, in pieces of %i bytes', (size) => {
    const lines = '{"error":\n'.repeat(3) + '}\n'.repeat(100);
    for (const other of [`{\n "errors": 1\n}\n`, '{\n"error"\n\n', lines, '[1]\n', '[\n', `{\n"error": "${'x'.repeat(70_000)}\n${'x'.repeat(70_000)}`]) {
      const stream = `${CONTENT}${other}${CONTENT}`;
      expect(passed(stream, size)).toBe(stream);
    }
  });

  it.each([63, 64, 65])('cost a peer that sends single bytes no more than their number, at %i KiB', (kib) => {
    const events = new ErrorEvents(classifyStart);
    const line = Buffer.from(`data: {"error":"${'x'.repeat(kib * 1024)}"}\n\n`);
    const concat = jest.spyOn(Buffer, 'concat');
    const copy = jest.spyOn(Buffer.prototype, 'copy');
    let bytes = 0;
    for (let at = 0; at < line.length; at++) bytes += events.take(line.subarray(at, at + 1)).length;
    const copied = [...concat.mock.results, ...copy.mock.results].reduce((sum, { value }) => sum + (typeof value === 'number' ? value : (value as Buffer).length), 0);
    jest.restoreAllMocks();
    expect(bytes).toBeGreaterThanOrEqual(line.length);
    expect(copied).toBeLessThan(4 * line.length);
  });

  it('of no known form pass as they are', () => {
    const stream = 'data: {"error"\n\ndata: {"error": nothing}\n\n';
    expect(passed(stream)).toBe(stream);
    const endless = `data: {"error":"${'x'.repeat(200_000)}`;
    expect(passed(endless, 10_000)).toBe(endless);
    const lines = `data: {"error":\n${'data: 1,\n'.repeat(20_000)}\n${CONTENT}`;
    for (const size of [100, 100_000]) expect(passed(lines, size)).toBe(lines);
  });

  it('keep no key that the provider wrote into them', () => {
    const out = passed('data: {"error":{"message":"Incorrect API key provided: sk-proj-abcdefgh12345678","type":"x","code":"invalid_api_key"}}\n\n');
    expect(out).toContain('"code":"key_invalid"');
    expect(out).not.toContain('abcdefgh');
  });

  it('let a chunk without an error go out as the same bytes, without a copy', () => {
    const chunk = Buffer.from(CONTENT.replaceAll('\\"error\\"', ''));
    expect(new ErrorEvents(classifyStart).take(chunk)).toBe(chunk);
  });
});
