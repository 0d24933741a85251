import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerLeft } from './caller-left.js';

const of = (exception: unknown, request: object, response: object) => callerLeft(exception, { raw: request } as FastifyRequest, { raw: response } as FastifyReply);
const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
const there = [{ destroyed: false, complete: false }, { destroyed: false, socket: { destroyed: false } }] as const;
const gone = [{ destroyed: true, complete: false }, { destroyed: true, socket: { destroyed: true } }] as const;

describe('a caller that left', () => {
  it('is seen in a broken connection of theirs, and in nothing else', () => {
    expect(of(reset, ...gone)).toBe(true);
    expect(of(new DOMException('stopped', 'AbortError'), ...gone)).toBe(true);
    expect(of(reset, ...there)).toBe(false);
    expect(of(new TypeError('a mistake of ours'), ...gone)).toBe(false);
    expect(of(undefined, ...gone)).toBe(false);
  });
});
