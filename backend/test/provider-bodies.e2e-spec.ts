import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Credential, MAX_RESPONSE_BYTES, responseBytes, type ResponseLimits, sendToProvider, type ProviderResponse } from '#nestjs-byok';
import { PROVIDER_STRATEGIES, type WireRequest as ProviderRequest } from '#providers';
import { BIG_BODY_SIZES, BODY_SIZES, SMALL_BODY_SIZES, bodyOf } from './support/body-sizes.js';
import { PROTOCOLS, breakOff, sendHead, startWireServer, writeInPieces, type WireServer } from './support/wire-server.js';

const LIMITS: ResponseLimits = { waitMs: 30_000, silenceMs: 30_000 };
const REQUEST: ProviderRequest = { method: 'POST', path: '/', headers: {}, body: '{}' };
const never = new AbortController().signal;

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

describe.each(PROTOCOLS)('an answer over %s', (protocol) => {
  let server: WireServer;
  let pool: ReturnType<WireServer['pool']>;
  beforeAll(async () => {
    server = await startWireServer(protocol);
    pool = server.pool();
  });
  afterAll(() => server.close());

  function send(limits: ResponseLimits = LIMITS): Promise<ProviderResponse> {
    const endpoint = { strategy: PROVIDER_STRATEGIES.openai, dispatcher: pool, origin: server.origin };
    return sendToProvider(endpoint, new Credential('byok', 'openai', Buffer.from('sk-test-0123456789')), REQUEST, limits, never);
  }

  /** What a reader sees that takes a breath of so many milliseconds after each chunk. */
  async function read(answer: ProviderResponse, pauseMs?: number): Promise<{ bytes: number; hash: string }> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of responseBytes(answer)) {
      hash.update(chunk);
      bytes += chunk.length;
      if (pauseMs !== undefined) await sleep(pauseMs);
    }
    return { bytes, hash: hash.digest('base64') };
  }

  it.each(BODY_SIZES)('of %i bytes in one burst is read to its end', async (bytes) => {
    const body = bodyOf(bytes);
    server.answer = (_request, response) => void response.end(body);
    expect(await read(await send())).toEqual({ bytes, hash: hashOf(body) });
  });

  it.each([...SMALL_BODY_SIZES, ...BIG_BODY_SIZES.filter((bytes) => bytes < 6 * 1024 * 1024)])('of %i bytes is read by a slow reader', async (bytes) => {
    const body = bodyOf(bytes);
    server.answer = (_request, response) => void response.end(body);
    expect(await read(await send(), 1)).toEqual({ bytes, hash: hashOf(body) });
  });

  it.each(SMALL_BODY_SIZES.slice(0, 4))('of %i single bytes is read to its end', async (bytes) => {
    const body = bodyOf(bytes);
    server.answer = (_request, response) => void writeInPieces(response, body, 1);
    expect(await read(await send())).toEqual({ bytes, hash: hashOf(body) });
  });

  it.each(BODY_SIZES)('of %i bytes is read when it comes compressed', async (bytes) => {
    const body = bodyOf(bytes);
    const packed = gzipSync(body, { level: 1 });
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(packed);
    };
    expect(await read(await send())).toEqual({ bytes, hash: hashOf(body) });
  });

  it.each([MAX_RESPONSE_BYTES - 1, MAX_RESPONSE_BYTES])('of %i bytes is within the limit of what is read here', async (bytes) => {
    server.answer = (_request, response) => void response.end(Buffer.alloc(bytes, 0x20));
    expect((await read(await send())).bytes).toBe(bytes);
  });

  it.each([
    ['plain', undefined, () => Buffer.alloc(MAX_RESPONSE_BYTES + 1, 0x20)],
    ['packed into a thousandth of that', 'gzip', () => gzipSync(Buffer.alloc(2 * MAX_RESPONSE_BYTES, 0x20))],
  ] as const)('beyond it, %s, is the failure of the provider, and not asked for again', async (_how, encoding, body) => {
    const bytes = body();
    server.answer = (_request, response) => {
      response.writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding });
      response.end(bytes);
    };
    await expect(read(await send())).rejects.toMatchObject({ code: 'provider_unavailable', repeatable: false, fallsBack: true, message: expect.stringContaining('32 MiB') as string });
  });

  it('that breaks off gives all that had come before it fails', async () => {
    const body = bodyOf(40_000);
    server.answer = (_request, response) => {
      response.write(body);
      setTimeout(() => breakOff(response), 50);
    };
    const answer = await send();
    await sleep(200);
    const seen: Buffer[] = [];
    const reading = async () => {
      for await (const chunk of responseBytes(answer)) seen.push(chunk);
    };
    await expect(reading()).rejects.toHaveProperty('message');
    expect(Buffer.concat(seen).equals(body)).toBe(true);
  });

  it('lets the process do other things while it comes', async () => {
    server.answer = (_request, response) => void response.end(bodyOf(20 * 1024 * 1024));
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await read(await send());
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
  });

  it('may be silent behind its head as long as its first byte may take, and behind that for a while', async () => {
    server.answer = (_request, response) => {
      sendHead(response);
      setTimeout(() => response.write('first'), 300);
    };
    const answer = await send({ waitMs: 20_000, silenceMs: 150 });
    expect(answer.first.toString()).toBe('first');
    await expect(read(answer)).rejects.toThrow('silent for 150 ms');
  });

  it('is not silent while its reader takes a pause', async () => {
    const body = bodyOf(5 * 1024 * 1024);
    server.answer = (_request, response) => void response.end(body);
    const answer = await send({ waitMs: 20_000, silenceMs: 2_000 });
    await sleep(3_000);
    expect(await read(answer)).toEqual({ bytes: body.length, hash: hashOf(body) });
  });

  it.each([
    ['no head', undefined, { waitMs: 100, silenceMs: 1_000 }, 100],
    ['a head and nothing behind it', 'head', { waitMs: 100, silenceMs: 1_000 }, 100],
    ["a stream's head and nothing behind it", 'head', { waitMs: 20_000, afterHeadMs: 100, silenceMs: 1_000 }, 100],
    ["a stream's head, and a shorter patience", 'head', { waitMs: 20_000, afterHeadMs: 20_000, atMostMs: 100, silenceMs: 1_000 }, 100],
  ] as const)('with %s is a time-out, which is not asked for again', async (_what, head, limits, milliseconds) => {
    server.answer = (_request, response) => {
      if (head !== undefined) sendHead(response);
    };
    await expect(send(limits)).rejects.toMatchObject({ code: 'provider_timeout', repeatable: false, message: expect.stringContaining(`${milliseconds} ms`) as string });
  });

  it('whose stream has its head in time may take longer to its first byte', async () => {
    server.answer = (_request, response) => {
      sendHead(response);
      setTimeout(() => response.end('thought'), 3_500);
    };
    expect((await send({ waitMs: 3_000, afterHeadMs: 60_000, silenceMs: 60_000 })).first.toString()).toBe('thought');
  });

  it.each([200, 400])('of status %i that nobody reads on leaves no connection behind', async (status) => {
    let isClosed = false;
    server.answer = (_request, response) => {
      response.writeHead(status);
      response.on('close', () => (isClosed = true));
      void writeInPieces(response, bodyOf(20 * 1024 * 1024), 64 * 1024);
    };
    if (status === 200) (await send()).rest?.destroy();
    else await expect(send()).rejects.toMatchObject({ code: 'request_invalid' });
    for (let waited = 0; !isClosed && waited < 60_000; waited += 10) await sleep(10);
    expect(isClosed).toBe(true);
  });
});
