import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import request, { type Response } from 'supertest';
import { ByokError, CODE_STATUS } from '#contracts';
import { hijackReply } from '../src/gateway/index.js';
import { ApiFormat, HttpModule, createHttpAdapter, isHttps } from '../src/http/index.js';
import { readJsonBytes } from '../src/http/json-bytes.js';
import { PROVIDER_BODY_LIMIT } from '../src/http/limits.js';

/** Routes that show what the HTTP layer does by itself, without accounts or a database. */
@Controller('api')
class ProbeController {
  @Get('probe/fail')
  fail(): never {
    throw new Error('password=hunter2 at /srv/secret.ts');
  }

  @Get('probe/odd')
  odd(): never {
    throw 'a bare text';
  }

  @Get('probe/known')
  known(): never {
    throw new ByokError('tier_not_allowed', 'The plan free does not reach this model.', { allowedModels: ['a'] });
  }

  @Get('v1/known')
  @ApiFormat('openai', 'v1')
  knownV1(): never {
    return this.known();
  }

  @Get('v1/relayed')
  @ApiFormat('openai', 'v1')
  relayed(@Res() reply: FastifyReply): void {
    hijackReply(reply, 203, { 'content-type': 'application/json', 'cache-control': 'private', 'x-absent': undefined, 'content-length': 2 });
    reply.raw.end('{}');
  }

  @Get('probe/receipt')
  receipt(): never {
    throw new ByokError('key_rate_limited', 'Slow down.', {
      retryAfterSeconds: 1.2,
      receipt: {
        source: 'platform',
        provider: 'openai',
        model: 'm',
        tier: 1,
        attempts: [
          { source: 'byok', provider: 'openai', outcome: 'key_no_credit' },
          { source: 'platform', provider: 'openai', outcome: 'key_rate_limited' },
        ],
        fallbackReason: 'key_no_credit',
      },
    });
  }

  @Get('probe/half')
  half(@Res() reply: FastifyReply): never {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('data: 1\n\n');
    throw new Error('in the middle');
  }

  @Get('probe/ip')
  ip(@Req() received: FastifyRequest): { ip: string } {
    return { ip: received.ip };
  }

  @Post('probe/echo')
  echo(@Body() body: unknown): { type: string } {
    return { type: Buffer.isBuffer(body) ? 'bytes' : typeof body };
  }

  @Post('v1/echo')
  @ApiFormat('openai')
  openai(@Req() received: FastifyRequest) {
    return echoBytes(received);
  }

  @Post('anthropic/v1/echo')
  @ApiFormat('anthropic')
  anthropic(@Req() received: FastifyRequest) {
    return echoBytes(received);
  }

  @Post('gemini/v1beta/echo')
  @ApiFormat('gemini')
  gemini(@Req() received: FastifyRequest) {
    return echoBytes(received);
  }
}

async function echoBytes(received: FastifyRequest): Promise<{ type: string; length: number }> {
  const body = (await readJsonBytes(received, PROVIDER_BODY_LIMIT)) as Buffer;
  return { type: Buffer.isBuffer(body) ? 'bytes' : typeof body, length: body.length };
}

async function start(publicUrl: string, clientDirectory: string, trustedProxies?: string[]): Promise<NestFastifyApplication> {
  const configuration = { publicUrl, trustedProxies };
  @Module({ imports: [HttpModule.forRoot({ https: isHttps(configuration), clientDirectory })], controllers: [ProbeController] })
  class ProbeModule {}
  const application = await NestFactory.create<NestFastifyApplication>(ProbeModule, createHttpAdapter(configuration), {
    bodyParser: false,
    logger: false,
  });
  await application.listen(0, '127.0.0.1');
  return application;
}

let folder: string;
let application: NestFastifyApplication;
let secure: NestFastifyApplication;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-client-'));
  await mkdir(join(folder, 'media'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><style nonce="%CSP_NONCE%"></style><app-root ngcspnonce="%CSP_NONCE%"></app-root><script src="main-ABCD1234.js"></script>',
  );
  await writeFile(join(folder, 'main-ABCD1234.js'), 'let a;');
  await writeFile(join(folder, 'main-ABCD1234.js.map'), '{}');
  await writeFile(join(folder, 'chunk-Cx-qzJAC.js'), 'let b;');
  await writeFile(join(folder, 'chunk-Cx-qzJAC.js.br'), 'compressed');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'apple-touchico.png'), 'png');
  await writeFile(join(folder, 'media/golos-EFGH5678.woff2'), 'font');
  application = await start('http://127.0.0.1:3000', folder);
  secure = await start('https://byok.example.test', join(folder, 'missing'));
});
afterAll(async () => {
  await application.close();
  await secure.close();
  await rm(folder, { recursive: true });
});

const http = (target = application) => request(target.getHttpServer() as Parameters<typeof request>[0]);

/** What every answer of the API must carry. */
function expectApiHeaders({ headers }: Response): void {
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  expect(headers['permissions-policy']).toContain('camera=()');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['server']).toBeUndefined();
}

function expectProblem(response: Response, code: keyof typeof CODE_STATUS): void {
  expectApiHeaders(response);
  expect(response.status).toBe(CODE_STATUS[code]);
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.headers['x-byok-code']).toBe(code);
  expect(response.body).toMatchObject({ code, status: CODE_STATUS[code], type: `urn:byok:problem:${code}`, requestId: response.headers['x-request-id'] });
  expect(response.body.title).toBeTruthy();
  expect(response.body.detail).toMatch(/\.$/);
}

describe('a provider route', () => {
  it('answers by itself with the headers of the API', async () => {
    expectApiHeaders(await http().get('/api/v1/known').expect(403));
  });

  it("passes a provider's answer on without what only documents heed, and each header once", async () => {
    const { headers, body } = await http().get('/api/v1/relayed').expect(203);
    expect(body).toEqual({});
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'private', 'content-length': '2', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['content-security-policy']).toContain('sandbox');
    for (const name of ['permissions-policy', 'cross-origin-opener-policy', 'x-absent']) expect(headers).not.toHaveProperty(name);
  });
});

describe('x-request-id', () => {
  it("is the caller's when it is a harmless word", async () => {
    const response = await http().get('/api/probe/ip').set('x-request-id', 'trace.1_A-9').expect(200);
    expect(response.headers['x-request-id']).toBe('trace.1_A-9');
    expectApiHeaders(response);
  });

  it.each(['', 'a b', '<script>', 'x'.repeat(65), 'é', 'a,b'])('is ours when the caller sends %j', async (given) => {
    const response = await http().get('/api/probe/ip').set('x-request-id', Buffer.from(given).toString('latin1'));
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  it('that nobody foresaw are 503 without a word about them', async () => {
    for (const path of ['/api/probe/fail', '/api/probe/odd']) {
      const response = await http().get(path);
      expectProblem(response, 'unavailable');
      expect(JSON.stringify(response.body)).not.toMatch(/hunter2|secret\.ts|bare text/);
    }
  });

  it('carry receipt and retry-after in headers', async () => {
    const response = await http().get('/api/probe/receipt');
    expectProblem(response, 'key_rate_limited');
    expect(response.headers).toMatchObject({
      'retry-after': '2',
      'x-byok-credential-source': 'platform',
      'x-byok-provider': 'openai',
      'x-byok-model': 'm',
      'x-byok-tier': '1',
      'x-byok-attempts': 'byok:openai:key_no_credit,platform:openai:key_rate_limited',
      'x-byok-fallback-reason': 'key_no_credit',
    });
  });

  it('list the models that the plan allows, in each format', async () => {
    expect((await http().get('/api/probe/known').expect(403)).body.allowedModels).toEqual(['a']);
    const v1 = await http().get('/api/v1/known').expect(403);
    expect(v1.headers['content-type']).toContain('application/json');
    expect(v1.body.error).toMatchObject({ code: 'tier_not_allowed', allowedModels: ['a'] });
  });

  it('inside a stream cut the connection', async () => {
    await expect(http().get('/api/probe/half')).rejects.toThrow(/aborted|hang up/);
  });

  it.each(['/api/nothing', '/api', '/api/', '/api/probe', '/api/probe/ip/more', '/api//probe/ip'])('answer GET %s as JSON, also to a browser', async (path) => {
    expectProblem(await http().get(path).set('accept', 'text/html'), 'not_found');
  });

  it.each(['put', 'delete', 'patch', 'post', 'options'] as const)('answer the wrong method %s', async (method) => {
    expectProblem(await http()[method]('/api/probe/ip'), 'not_found');
  });

  it.each([
    ['/api/v1/nothing', (body: Response['body']) => expect(body.error).toMatchObject({ code: 'not_found', type: 'invalid_request_error' })],
    ['/api/openai/v1/nothing', (body: Response['body']) => expect(body.error.param).toBeNull()],
    ['/api/anthropic/v1/nothing', (body: Response['body']) => expect(body).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })],
    ['/api/gemini/v1beta/nothing', (body: Response['body']) => expect(body.error).toMatchObject({ code: 404, status: 'NOT_FOUND', details: [{ reason: 'not_found' }] })],
  ])('have the own shape of %s', async (path, check) => {
    for (const response of [await http().get(path), await http().post(path).send({})]) {
      expect(response.status).toBe(404);
      expect(response.headers['x-byok-code']).toBe('not_found');
      expectApiHeaders(response);
      check(response.body);
    }
  });

  it('answer malformed URLs', async () => {
    expectProblem(await http().get('/api/probe/%zz'), 'invalid_input');
    const gemini = await http().get('/api/gemini/v1beta/%E0%A4%A');
    expect(gemini.status).toBe(400);
    expect(gemini.body.error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    expectApiHeaders(gemini);
  });
});

describe('bodies', () => {
  const post = (path: string, body: string | Buffer, type = 'application/json') =>
    http().post(path).set('content-type', type).serialize((data: unknown) => data as string).send(body as string);

  it('of product routes may have 1 MiB', async () => {
    const text = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await post('/api/probe/echo', text(1024 * 1024)).expect(201)).body.type).toBe('object');
    const refused = await post('/api/probe/echo', text(1024 * 1024 + 1));
    expectProblem(refused, 'payload_too_large');
    expect(refused.body.detail).toContain('1 MiB');
  });

  it('of provider routes may have 20 MiB, and arrive as bytes', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 0x20);
    expect((await post('/api/v1/echo', bytes).expect(201)).body).toEqual({ type: 'bytes', length: bytes.length });
    const refused = await post('/api/anthropic/v1/echo', Buffer.concat([bytes, Buffer.from(' ')]));
    expect(refused.status).toBe(413);
    expect(refused.body.error).toMatchObject({ type: 'request_too_large', message: expect.stringContaining('20 MiB') });
  });

  it('must be JSON, exactly, and in UTF-8', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"', 'application/json; charset=utf8', 'application/json; odata=verbose', 'application/json;', 'application/json ;; charset=utf-8 ;', 'application/json; profile="a;b\\"c"']) {
      expect((await post('/api/probe/echo', '{}', type)).status).toBe(201);
    }
    for (const type of [
      'text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense', 'application/jsonx', 'application/json-patch+json', 'application/vnd.api+json',
      'text/json', 'text/plain; application/json', 'application/json; charset=latin1', 'application/json; charset=utf-16', 'application/json; charset=utf-7',
      'application/json; charset=', 'application/json; charset', 'application/json; charset=utf-8; charset=utf-16', 'application/json, text/plain',
      'application/json; foo', 'application/json; foo=', 'application/json; =x', 'application/json; a b=c', 'application/json; a="b', 'application/json; charset = utf-8', 'application/json; a=b charset=latin1',
    ]) {
      expectProblem(await post('/api/probe/echo', '{}', type), 'unsupported_media_type');
    }
    const gemini = await post('/api/gemini/v1beta/echo', 'x', 'text/plain');
    expect(gemini.body.error).toMatchObject({ code: 415, details: [{ reason: 'unsupported_media_type' }] });
  });

  it('must come as they are', async () => {
    const compressed = await http().post('/api/probe/echo').set('content-type', 'application/json').set('content-encoding', 'gzip').send('{}');
    expectProblem(compressed, 'unsupported_media_type');
    expect(compressed.body.detail).toContain('content-encoding');
    await http().post('/api/probe/echo').set('content-encoding', 'identity').send({}).expect(201);
  });

  it('may be empty, of a length that only their end shows', async () => {
    const head = 'POST /api/probe/echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n';
    expect(await raw(`${head}0\r\n\r\n`)).toContain('HTTP/1.1 201 ');
    expect(await raw(`${head}2\r\n{}\r\n0\r\n\r\n`)).toContain('HTTP/1.1 415 ');
  });

  it('are read to their end when they are too large, so that the client hears it', async () => {
    expectProblem(await post('/api/probe/echo', Buffer.alloc(30 * 1024 * 1024, 0x20)), 'payload_too_large');
  });

  it.each(['{', '{"a":1,}', "{'a':1}", 'NaN', '\u0000', '{"__proto__":{}}'])('of %j are malformed', async (body) => {
    const refused = await post('/api/probe/echo', body);
    expectProblem(refused, 'invalid_input');
    expect(refused.body.errors).toEqual([{ field: 'body', message: 'is not valid JSON' }]);
  });
});

/** Sends raw bytes and resolves with all that comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = (application.getHttpServer() as unknown as { address(): { port: number } }).address();
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('what is hardly HTTP', () => {
  it.each([
    ['too many headers', `GET /api/me HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 413, 'payload_too_large'],
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'invalid_input'],
    ['a space in the header name', 'GET / HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n', 400, 'invalid_input'],
    ['no host', 'GET /api/probe/ip HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'invalid_input'],
    ['two lengths', 'POST /api/probe/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, 'invalid_input'],
  ])('gets a problem document: %s', async (_what, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`x-byok-code: ${code}`);
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}/);
    expect(answer).toContain('application/problem+json');
  });
});

it('ignores an expectation that nobody knows', async () => {
  expect(await raw('GET /api/probe/ip HTTP/1.1\r\nhost: x\r\nexpect: tea\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 200 [^]*x-request-id: /);
});

describe('the client', () => {
  it('gets its page with a fresh nonce under a strict policy, on every path it routes itself', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/settings/keys?x=1', '/index.html']) {
      const response = await http().get(path).set('accept', 'text/html,*/*').expect(200);
      const policy = response.headers['content-security-policy'] as string;
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] as string;
      nonces.add(nonce);
      expect(response.text).toContain(`<app-root ngcspnonce="${nonce}">`);
      expect(response.text).toContain(`<style nonce="${nonce}">`);
      expect(response.text).not.toContain('%CSP_NONCE%');
      expect(response.headers['cache-control']).toBe('no-cache');
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types angular angular#components',
      ]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy).not.toMatch(/https?:/);
    }
    expect(nonces.size).toBe(3);
  });

  it('may keep files named by their content for ever, and no others', async () => {
    for (const path of ['/main-ABCD1234.js', '/chunk-Cx-qzJAC.js', '/media/golos-EFGH5678.woff2']) {
      const response = await http().get(path).expect(200);
      expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(response.headers['x-content-type-options']).toBe('nosniff');
    }
    for (const path of ['/favicon.svg', '/apple-touchico.png']) {
      expect((await http().get(path).expect(200)).headers['cache-control']).toBe('no-cache');
    }
  });

  it('gets what the build compressed', async () => {
    const plain = await http().get('/chunk-Cx-qzJAC.js').set('accept-encoding', 'identity').expect(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const response = await http().head('/chunk-Cx-qzJAC.js').set('accept-encoding', 'br').expect(200);
    expect(response.headers['content-encoding']).toBe('br');
    expect(response.headers['content-type']).toContain('javascript');
    expect(response.headers['cache-control']).toContain('immutable');
    expect(response.headers['vary']).toBe('accept-encoding');
  });

  it.each(['/main-OLD00000.js', '/main-ABCD1234.js.map', '/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/nothing'])(
    'gets no page for the file %s',
    async (path) => {
      const response = await http().get(path).set('accept', '*/*');
      expect([400, 403, 404]).toContain(response.status);
      expect(response.headers['x-byok-code']).toBeDefined();
      expect(response.text).not.toContain('"name"');
    },
  );

  it('is missing without a build, and the page says so in plain text', async () => {
    const response = await http(secure).get('/').set('accept', 'text/html').expect(404);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.text).toContain('npm run build');
  });
});

describe('over https', () => {
  it('asks for TLS for two years', async () => {
    const response = await http(secure).get('/api/probe/ip').expect(200);
    expect(response.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    expect((await http().get('/api/probe/ip')).headers['strict-transport-security']).toBeUndefined();
  });

});

describe('the address of a caller', () => {
  const ip = async (target: NestFastifyApplication, forwarded: string) =>
    (await http(target).get('/api/probe/ip').set('x-forwarded-for', forwarded)).body.ip as string;

  it('is the last that a trusted proxy did not have itself', async () => {
    const behind = await start('https://courses.example.test', folder, ['127.0.0.1', '10.0.0.0/8']);
    try {
      expect(await ip(behind, '203.0.113.9')).toBe('203.0.113.9');
      expect(await ip(behind, '198.51.100.1, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
      expect(await ip(behind, '203.0.113.9, 192.168.1.1')).toBe('192.168.1.1');
    } finally {
      await behind.close();
    }
  });

  it('is that of the connection when no proxy is trusted, over https or not', async () => {
    for (const target of [application, secure]) expect(await ip(target, '203.0.113.9')).toBe('127.0.0.1');
  });
});
