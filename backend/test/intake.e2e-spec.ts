import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Body, Controller, Get, HttpCode, Module, Post, Req, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import request from 'supertest';
import { Open } from '../src/access/route-access.js';
import { ApiFormat, HttpModule, createHttpAdapter } from '../src/http/index.js';
import { readJsonBytes } from '../src/http/json-bytes.js';
import { PROVIDER_BODY_LIMIT } from '../src/http/limits.js';
import type { ArrivalLimits } from '../src/http/intake/index.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Routes without accounts or a database. */
@Controller('api')
class ProbeController {
  @Get('probe')
  get(): object {
    return { probe: true };
  }

  @Post('probe')
  @HttpCode(200)
  take(@Body() body: unknown): object {
    return { type: typeof body };
  }

  @Open()
  @Post('open')
  @HttpCode(200)
  open(@Body() _body: object): object {
    return { open: true };
  }

  @Post('v1/probe')
  @HttpCode(200)
  @ApiFormat('openai')
  async provider(@Req() request: FastifyRequest): Promise<object> {
    return { length: (await readJsonBytes(request, PROVIDER_BODY_LIMIT))?.length };
  }
}

@Module({ imports: [HttpModule.forRoot({ https: false, clientDirectory: '/nowhere' })], controllers: [ProbeController] })
class ProbeModule {}

const LIMITS: ArrivalLimits = { graceMs: 1_500, bytesPerSecond: 100 * KIB, lookMs: 50, drainMs: 1_000, drainBytes: 4 * MIB };

let application: INestApplication;
let port: number;
beforeAll(async () => {
  const adapter = createHttpAdapter({ publicUrl: 'http://localhost' }, LIMITS);
  const nest = await NestFactory.create<NestFastifyApplication>(ProbeModule, adapter, { bodyParser: false, logger: false, forceCloseConnections: true });
  await nest.listen(0, '127.0.0.1');
  application = nest;
  port = (nest.getHttpServer().address() as { port: number }).port;
  expect(adapter.getInstance<FastifyInstance>().server.maxConnections).toBeGreaterThan(1_000);
});
afterAll(() => application.close());

interface Connection {
  readonly socket: Socket;
  /** What came so far. */
  seen(): string;
  /** Waits until it has come. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end: clean, or the error's code. */
  readonly closed: Promise<string>;
}

async function open(): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let seen = '';
  let error = '';
  socket.on('data', (chunk) => (seen += chunk.toString('latin1')));
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (error = code ?? 'error'));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(error || 'clean')));
  await once(socket, 'connect');
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(seen)) {
      const ended = socket.readableEnded || socket.destroyed;
      if (ended) throw new Error(`It ended (${error}) before ${pattern}: ${seen}`);
      await Promise.race([once(socket, 'data').catch(() => undefined), once(socket, 'end').catch(() => undefined), closed]);
    }
    return seen;
  };
  return { socket, seen: () => seen, until, closed };
}

const head = (path: string, headers: Record<string, string | number>, method = 'POST', version = '1.1') =>
  `${method} ${path} HTTP/${version}\r\n${Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = head('/api/probe', { ...JSON_TYPE, 'content-length': 2 }) + '{}';

describe('a body that comes too slowly', () => {
  it.each(['/api/probe', '/api/v1/probe', '/api/open'])('is answered with request_timeout, and its connection closes: %s', async (path) => {
    const stalled = async (headers: Record<string, string | number>, part: string): Promise<void> => {
      const { socket, until, closed } = await open();
      socket.write(head(path, { ...JSON_TYPE, ...headers }) + part);
      const answer = await until(/\r\n\r\n.*\}$/s);
      expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*x-byok-code: request_timeout/i);
      expect(answer).toMatch(/^connection: close/im);
      expect(answer).toMatch(/came too slowly/);
      socket.end();
      expect(await closed).toBe('clean');
    };
    await Promise.all([stalled({ 'content-length': 100 }, '{"a":'), stalled({ 'transfer-encoding': 'chunked' }, '5\r\n{"a":\r\n')]);
  });

  it('is so at a pace below the least on average, above 1 MiB', async () => {
    const { socket, until } = await open();
    socket.write(head('/api/v1/probe', { ...JSON_TYPE, 'content-length': 15 * MIB }) + 'x'.repeat(200));
    const timer = setInterval(() => socket.write('x'.repeat(1_000)), 100);
    expect(await until(/408/)).toMatch(/request_timeout/);
    clearInterval(timer);
    socket.destroy();
  });

  it('may take longer than the time of a small one when it keeps its pace', async () => {
    const { socket, until } = await open();
    const length = 3 * MIB;
    socket.write(head('/api/v1/probe', { ...JSON_TYPE, 'content-length': length }));
    for (let sent = 0; sent < length; sent += 384 * KIB) {
      socket.write(Buffer.alloc(384 * KIB, 0x20));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await until(/\}$/)).toContain(`"length":${length}`);
    socket.destroy();
  });

  it('of a route that reads none, or whose answer is out, ends with its connection', async () => {
    for (const text of [head('/api/probe', { 'content-length': 100 }, 'GET'), head('/api/nothing', { ...JSON_TYPE, 'content-length': 100 })]) {
      const { socket, until, closed } = await open();
      socket.write(text);
      socket.once('end', () => socket.end());
      expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 (200|404) /);
      await closed;
    }
  });
});

describe('a refusal reaches the client', () => {
  const TOO_LARGE = { ...JSON_TYPE, 'content-length': 2 * MIB };

  it('that sends all of a body too large, and the connection serves its next requests', async () => {
    const { socket, until } = await open();
    socket.write(head('/api/probe', TOO_LARGE) + ' '.repeat(2 * MIB) + GOOD + GOOD);
    const answer = await until(/(?:HTTP\/1\.1 200 [^]*){2}\}$/);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200', 'HTTP/1.1 200']);
    socket.destroy();
  });

  it.each([
    ['HTTP/1.0', '1.0', {}],
    ['connection: close', '1.1', { connection: 'close' }],
  ])('of %s, which is heard out before the connection closes', async (_name, version, headers) => {
    for (const path of ['/api/probe', '/api/open', '/api/nothing']) {
      const { socket, until, closed } = await open();
      socket.write(head(path, { ...TOO_LARGE, ...headers }, 'POST', version));
      expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 4(13|04) /);
      socket.end(' '.repeat(2 * MIB));
      expect(await closed).toBe('clean');
    }
  });

  it('that never stops sending, before it is cut off within the bound', async () => {
    const endless: Record<string, string | number>[] = [{ 'content-length': 900 * MIB }, { 'transfer-encoding': 'chunked' }, { 'transfer-encoding': 'chunked', connection: 'close' }];
    for (const headers of endless) {
      const { socket, until, closed } = await open();
      socket.write(head('/api/probe', { ...JSON_TYPE, ...headers }));
      const piece = 'content-length' in headers ? ' '.repeat(64 * KIB) : `10000\r\n${' '.repeat(64 * KIB)}\r\n`;
      const send = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', send);
      send();
      expect(await until(/\}/)).toMatch(/^HTTP\/1\.1 413 /);
      await closed;
      // What the system holds on both sides comes on top.
      expect(socket.bytesWritten).toBeLessThan(LIMITS.drainBytes + 32 * MIB);
    }
  });

  it('before it has sent anything, when it asks', async () => {
    for (const [path, headers] of [['/api/probe', TOO_LARGE], ['/api/nothing', { ...JSON_TYPE, 'content-length': 5 }], ['/api/probe', { 'content-type': 'text/plain', 'content-length': 5 }]] as const) {
      const { socket, until, seen, closed } = await open();
      socket.write(head(path, { ...headers, expect: '100-continue' }));
      expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 4\d\d [^]*connection: close/i);
      expect(seen()).not.toContain(' 100 ');
      socket.end();
      expect(await closed).toBe('clean');
    }
  });

  it('and one who may send is told to', async () => {
    for (const path of ['/api/probe', '/api/v1/probe']) {
      const { socket, until } = await open();
      socket.write(head(path, { ...JSON_TYPE, 'content-length': 2, expect: '100-continue' }));
      await until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
      socket.write('{}');
      await until(/HTTP\/1\.1 200 [^]*\}$/);
      socket.write(GOOD);
      await until(/HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 [^]*\}$/);
      socket.destroy();
    }
  });

  it('in the order of what was asked, with others pipelined around it', async () => {
    const { socket, until } = await open();
    const bad = head('/api/probe', { 'content-type': 'text/plain', 'content-length': 3 }) + 'abc';
    const malformed = head('/api/probe', { ...JSON_TYPE, 'content-length': 1 }) + '{';
    socket.write(GOOD + bad + GOOD + malformed + GOOD);
    const answer = await until(/(?:HTTP\/1\.1 200 [^]*){3}\}$/);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['200', '415', '200', '400', '200'].map((status) => `HTTP/1.1 ${status}`));
    socket.destroy();
  });
});

describe('what is not there', () => {
  it.each(['text/plain', 'nonsense', 'application/json', 'multipart/form-data; boundary=x', 'application/json; charset', ';', ''])('is not_found whatever its body is: %s', async (type) => {
    for (const body of ['{', 'x'.repeat(MIB + 1), '']) {
      for (const [method, path] of [['POST', '/api/nothing'], ['PUT', '/api/probe'], ['POST', '/api/v1/nothing'], ['PATCH', '/nowhere']] as const) {
        const { socket, until } = await open();
        socket.write(head(path, { ...(type === '' ? {} : { 'content-type': type }), 'content-length': body.length }, method) + body);
        expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 404 [^]*x-byok-code: not_found/i);
        socket.destroy();
      }
    }
  });
});

describe('an open route', () => {
  it('takes 4 KiB, and names its limit', async () => {
    const { socket, until } = await open();
    const body = (bytes: number) => head('/api/open', { ...JSON_TYPE, 'content-length': bytes }) + `{"a":"${'x'.repeat(bytes - 8)}"}`;
    socket.write(body(4 * KIB));
    await until(/^HTTP\/1\.1 200 [^]*\}$/);
    socket.write(body(4 * KIB + 1));
    expect(await until(/4 KiB[^]*\}$/)).toMatch(/HTTP\/1\.1 413 [^]*payload_too_large/);
    socket.destroy();
  });
});

describe('a body of a product route', () => {
  it.each([
    ['many names', `{${Array.from({ length: 60_000 }, (_, index) => `"n${index}":1`).join(',')}}`, /more than 100 fields/],
    ['many names within', `{"a":[{"b":{${Array.from({ length: 101 }, (_, index) => `"n${index}":1`).join(',')}}}]}`, /more than 100 fields/],
    ['one name again and again', `{${'"a":[1],'.repeat(100_000)}"b":1}`, /more than 100 fields/],
    ['depth', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, /nests deeper/],
    ['a long list', `{"a":[${'{},'.repeat(300_000)}{}]}`, /10000 values/],
  ])('is looked at in bounds: %s', async (_name, body, words) => {
    const { text } = await request(application.getHttpServer() as Parameters<typeof request>[0]).post('/api/probe').set(JSON_TYPE).send(body).expect(400);
    expect(text).toMatch(words);
  });
});
