import type { Socket } from 'node:net';
import { ByokError } from '#contracts';
import { answerClientError } from './client-error.js';
import { brokenKeyHeader, formatOfUnreadable, type ParserError } from './unreadable-request.js';

function parserError(packet: string | undefined, bytesParsed = packet?.length ?? 0, code = 'HPE_INVALID_HEADER_TOKEN'): ParserError {
  return Object.assign(new Error('Parse Error'), { code, bytesParsed, ...(packet === undefined ? {} : { rawPacket: Buffer.from(packet, 'latin1') }) });
}

const socket = (incoming?: { url: string; complete: boolean }) => ({ parser: { incoming } }) as unknown as Socket;

describe('a request that cannot be read', () => {
  it.each([
    ['POST /api/openai/v1/x HTTP/1.1\r\n', 'openai'],
    ['\r\nGET /api/gemini/v1beta/models?x HTTP/1.1', 'gemini'],
    [`POST /api/anthropic/${'x'.repeat(5000)}`, 'anthropic'],
    ['POST /api/anthropicx', 'product'],
    ['x: POST /api/openai/v1', 'product'],
    ['POST http://h/api/openai', 'product'],
    ['', 'product'],
    [undefined, 'product'],
  ])('has the format of its line: %j is %s', (packet, format) => {
    expect(formatOfUnreadable(parserError(packet), socket())).toBe(format);
    expect(formatOfUnreadable(parserError(packet), {} as Socket)).toBe(format);
  });

  it('has its route’s format where its body is at fault, and none behind a whole one', () => {
    const error = parserError('POST /api/openai/v1/x HTTP/1.1\r\n');
    expect(formatOfUnreadable(error, socket({ url: '/api/gemini/v1', complete: false }))).toBe('gemini');
    expect(formatOfUnreadable(error, socket({ url: '/api/gemini/v1', complete: true }))).toBe('product');
  });

  it.each([
    ['a: b\r\nX-Byok-OpenAI-Key: sk\x01', undefined, 'x-byok-openai-key'],
    ['a: b\r\nx-byok-gemini-key-3:\x01', undefined, 'x-byok-gemini-key-3'],
    ['a: b\r\nx-byok-openai-key\x01: sk', 23, undefined],
    ['a: b\r\nx-byok-other-key: sk\x01', undefined, undefined],
    ['x-byok-openai-key: sk\r\nb: \x01', undefined, undefined],
    ['', 0, undefined],
    [undefined, 0, undefined],
  ])('names the header for a key at fault: %j', (packet, at, name) => expect(brokenKeyHeader(parserError(packet, at))).toBe(name));

  it('leaves nothing of its bytes in the error', () => {
    const error = parserError('POST /api/me HTTP/1.1\r\nx-byok-openai-key: sk-canary-1234\x01');
    let answer = '';
    answerClientError(error, { writable: true, end: (text: string) => (answer = text) } as unknown as Socket);
    expect(answer).toContain('x-byok-code: key_malformed');
    expect(answer).not.toContain('canary');
    expect('rawPacket' in error).toBe(false);
    expect(new ByokError('invalid_input', 'x', { cause: error }).cause).not.toHaveProperty('rawPacket');
  });
});
