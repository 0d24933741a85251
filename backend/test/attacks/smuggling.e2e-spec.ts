import { once } from 'node:events';
import { connect } from 'node:net';
import { Body, Controller, Get, HttpCode, Module, Post, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HttpModule, createHttpAdapter } from '../../src/http/index.js';

const reached: string[] = [];

@Controller('api/probe')
class ProbeController {
  @Post()
  @HttpCode(200)
  take(@Body() body: unknown): object {
    reached.push('post');
    return { body };
  }

  @Get('hidden')
  hidden(): object {
    reached.push('hidden');
    return { hidden: true };
  }
}

@Module({ imports: [HttpModule.forRoot({ https: false, clientDirectory: '/nowhere' })], controllers: [ProbeController] })
class ProbeModule {}

let application: INestApplication;
let port: number;
beforeAll(async () => {
  const configuration = { publicUrl: 'http://localhost' };
  const nest = await NestFactory.create<NestFastifyApplication>(ProbeModule, createHttpAdapter(configuration), { bodyParser: false, logger: false, forceCloseConnections: true });
  await nest.listen(0, '127.0.0.1');
  application = nest;
  port = (nest.getHttpServer().address() as { port: number }).port;
});
afterAll(() => application.close());
beforeEach(() => void (reached.length = 0));

/** Writes bytes as they are, ends its side, and gives all that came back. */
async function send(text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.end(text, 'latin1');
  await once(socket, 'close');
  return answer;
}

const HIDDEN = 'GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\n\r\n';
const post = (headers: string, body: string) => `POST /api/probe HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n${body}`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

it('one request after another is what the server does take (which proves the refusals below)', async () => {
  const answer = await send(post('content-length: 2\r\n', '{}') + post('transfer-encoding: chunked\r\n', `${chunk('{}')}0\r\n\r\n`) + HIDDEN);
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  expect(reached.sort()).toEqual(['hidden', 'post', 'post']);
});

describe('two ways to read the length of a body', () => {
  it.each([
    ['a length and chunks (CL.TE)', post(`content-length: ${5 + HIDDEN.length}\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${HIDDEN}`)],
    ['chunks and a length (TE.CL)', post('transfer-encoding: chunked\r\ncontent-length: 4\r\n', `${chunk(HIDDEN)}0\r\n\r\n`)],
    ['two lengths', post(`content-length: 2\r\ncontent-length: ${2 + HIDDEN.length}\r\n`, `{}${HIDDEN}`)],
    ['the same length twice', post('content-length: 2\r\ncontent-length: 2\r\n', `{}${HIDDEN}`)],
    ['two lengths in one line', post(`content-length: 2, ${2 + HIDDEN.length}\r\n`, `{}${HIDDEN}`)],
    ['a length with a sign', post('content-length: +2\r\n', `{}${HIDDEN}`)],
    ['a length below nothing', post('content-length: -2\r\n', `{}${HIDDEN}`)],
    ['a length in hexadecimal', post('content-length: 0x2\r\n', `{}${HIDDEN}`)],
    ['a length beyond all numbers', post('content-length: 99999999999999999999999\r\n', `{}${HIDDEN}`)],
    ['a length that is empty', post('content-length: \r\n', HIDDEN)],
    ['a space before the colon', post('content-length : 2\r\n', `{}${HIDDEN}`)],
    ['a transfer coding that nobody knows', post('transfer-encoding: xchunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['chunks that are not last', post('transfer-encoding: chunked, identity\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['chunks twice', post('transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['a vertical tab in the coding', post('transfer-encoding: \x0bchunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['a folded header', post('transfer-encoding:\r\n chunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['a folded header that hides a length', post('x-a: b\r\n content-length: 2\r\n', `{}${HIDDEN}`)],
    ['a bare line feed between headers', post('x-a: b\ncontent-length: 2\r\n', `{}${HIDDEN}`)],
    ['bare line feeds throughout', post('content-length: 2\r\n', `{}${HIDDEN}`).replaceAll('\r\n', '\n')],
    ['a bare carriage return in a header', post('x-a: b\rcontent-length: 2\r\n', `{}${HIDDEN}`)],
    ['a null byte in a header', post('x-a: b\0c\r\ncontent-length: 2\r\n', `{}${HIDDEN}`)],
    ['a chunk whose length is none', post('transfer-encoding: chunked\r\n', `0x2\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk longer than it says', post('transfer-encoding: chunked\r\n', `1\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk beyond all numbers', post('transfer-encoding: chunked\r\n', `ffffffffffffffffff\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a bare line feed after a chunk', post('transfer-encoding: chunked\r\n', `2\n{}\n0\n\n${HIDDEN}`)],
    ['a bare line feed in a chunk extension', post('transfer-encoding: chunked\r\n', `2;a\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['chunks in HTTP/1.0', post(`content-length: ${5 + HIDDEN.length}\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${HIDDEN}`).replace('HTTP/1.1', 'HTTP/1.0')],
  ])('hides no request: %s', async (_what, text) => {
    const answer = await send(text);
    expect(answer).not.toContain('"hidden":true');
    expect(reached).not.toContain('hidden');
    expect(answer).toMatch(/^HTTP\/1\.1 (400|408|413|415|501) /);
    expect(answer).toMatch(/x-byok-code: /);
  });

  it('as the body of a request that has none is the next request, for us as for any proxy before us', async () => {
    const answer = await send(`GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\ncontent-length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
    expect(reached).toEqual(['hidden']);
  });
});

describe('what is put into a line', () => {
  it.each([
    ['two hosts', 'GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n'],
    ['the same host twice', 'GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\nHost: x\r\n\r\n'],
    ['a space in the target', 'GET /api/probe/hidden HTTP/1.1 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a version that is none', 'GET /api/probe/hidden HTTP/9.9\r\nhost: x\r\n\r\n'],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method that is none', 'G\tET /api/probe/hidden HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('reaches nothing: %s', async (_what, text) => {
    expect(await send(text)).toMatch(/^HTTP\/1\.1 (400|505) /);
    expect(reached).toEqual([]);
  });

  it.each(['/api/probe%0d%0ax-a:%20b', '/api/probe/%0d%0a%0d%0aGET%20/x', '/api/nothing%0aset-cookie:a=b'])('comes back in no header: %s', async (path) => {
    const answer = await send(`GET ${path} HTTP/1.1\r\nhost: x\r\nx-request-id: a%0d%0ab\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^(x-a|set-cookie):/im);
  });

  it.each(['CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: x\r\n\r\n', 'TRACE /api/probe/hidden HTTP/1.1\r\nhost: x\r\ncookie: a=b\r\nconnection: close\r\n\r\n', 'TRACK /api/probe/hidden HTTP/1.1\r\nhost: x\r\n\r\n'])('opens no tunnel and sends nothing back: %s', async (text) => {
    const answer = await send(text);
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect(answer).not.toContain('a=b');
    expect(reached).toEqual([]);
  });

  it('upgrades to nothing', async () => {
    for (const protocol of ['websocket', 'h2c']) {
      const answer = await send(`GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`);
      expect(answer).not.toContain(' 101 ');
    }
  });
});

describe('a flood of headers', () => {
  it.each([
    ['one that is long', `x-a: ${'a'.repeat(17_000)}\r\n`],
    ['many', 'x-a: b\r\n'.repeat(2_500)],
    ['many cookies', `cookie: ${'a=b; '.repeat(4_000)}\r\n`],
    ['many cookie headers', 'cookie: a=b\r\n'.repeat(2_000)],
  ])('is refused in words before anything reads it: %s', async (_what, headers) => {
    const answer = await send(`GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*x-byok-code: payload_too_large/i);
    expect(reached).toEqual([]);
  });

  it('within the limit costs no more than its bytes', async () => {
    const began = process.cpuUsage();
    for (let index = 0; index < 20; index += 1) {
      expect(await send(`GET /api/probe/hidden HTTP/1.1\r\nhost: x\r\ncookie: ${'byok_access=;'.repeat(1_150)}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    }
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(2_000);
  });
});
