import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Catch,
  Controller,
  Get,
  Module,
  Post,
  Req,
  Res,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { request } from 'undici';
import { ByokError, type TransitKeyView } from '#contracts';
import { sealEnvelope } from '#transit';
import { ByokModule } from '../byok.module.js';
import type { GivenCaller } from '../caller/byok-caller.js';
import { currentCallScope } from './call-scope.js';
import type { Credential } from './credential.js';
import { UseByok } from './use-byok.decorator.js';

const KEY = 'sk-interceptor-0123456789';
const USER = 'user-1';

/** Credentials that handlers saw, to look at after the response. */
const held: Credential[] = [];

const outliving: string[][] = [];

function describeScope() {
  const scope = currentCallScope();
  const keys = [...(scope?.credentials ?? [])].map(([provider, credential]) => {
    held.push(credential);
    return [provider, credential.use((secret) => secret)];
  });
  return { userId: scope?.userId, fallback: scope?.fallback, keys: Object.fromEntries(keys) as Record<string, string> };
}

@UseByok()
@Controller('api/calls')
class CallsController {
  @Get('scope')
  async scope() {
    const before = describeScope();
    await sleep(5);
    return { before, after: describeScope() };
  }

  /** Begins what outlives the call, as a pool does that opens a connection for it. */
  @Get('outlived')
  outlived() {
    const seen: string[] = [];
    outliving.push(seen);
    const timer = setInterval(() => {
      seen.push(currentCallScope() === undefined ? 'none' : 'some');
      if (seen.at(-1) === 'none' || seen.length > 500) clearInterval(timer);
    }, 2);
    return sleep(20).then(() => ({}));
  }

  @Get('failure')
  failure() {
    describeScope();
    throw new ByokError('key_invalid', 'No.');
  }

  @Get('stream')
  async stream(@Res() reply: FastifyReply) {
    const { keys } = describeScope();
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write(`first ${Object.keys(keys).join()}\n`);
    for (let tick = 0; tick < 200 && !reply.raw.destroyed; tick += 1) {
      await sleep(5);
      reply.raw.write(`${held.at(-1)?.disposed === true ? 'disposed' : 'alive'}\n`);
      if (tick === 5 && !reply.request.url.endsWith('forever')) break;
    }
    reply.raw.end();
  }
}

@Controller('api/plain')
class PlainController {
  @Get()
  read(@Req() incoming: FastifyRequest) {
    return { scope: currentCallScope() === undefined ? 'none' : 'some', headers: Object.keys(incoming.headers) };
  }

  @Post()
  write(@Body() body: unknown) {
    return body;
  }
}

interface SignedInRequest extends FastifyRequest {
  user?: GivenCaller;
}

class TestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const incoming = context.switchToHttp().getRequest<SignedInRequest>();
    const user = incoming.headers['x-test-user'];
    if (user === undefined && incoming.method === 'GET' && !incoming.url.startsWith('/api/byok/')) {
      throw new ByokError('unauthenticated', 'Sign in.');
    }
    if (typeof user === 'string') {
      incoming.user = { userId: user, plan: 'pro' };
    }
    return true;
  }
}

@Catch(ByokError)
class CodeFilter implements ExceptionFilter<ByokError> {
  catch(error: ByokError, host: ArgumentsHost) {
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .code(error.status)
      .send({ code: error.code, detail: error.message });
  }
}

@Module({
  imports: [ByokModule.forRoot({ callerOf: ({ user }: SignedInRequest) => user })],
  controllers: [CallsController, PlainController],
  providers: [{ provide: APP_GUARD, useClass: TestGuard }],
})
class TestModule {}

describe('CredentialInterceptor', () => {
  let application: NestFastifyApplication;
  let origin: string;

  beforeAll(async () => {
    application = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false });
    application.useGlobalFilters(new CodeFilter());
    await application.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => application.close());
  beforeEach(() => {
    held.length = 0;
  });

  async function get(path: string, headers: Record<string, string> = {}) {
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(`${origin}${path}`, { headers: { 'x-test-user': USER, ...headers } });
    return { status: statusCode, headers: answered, body: (await body.json()) as Record<string, unknown> };
  }

  const seal = async (part: { provider?: string; userId?: string; seconds?: number } = {}) =>
    sealEnvelope({
      transitKey: (await get('/api/byok/transit-key')).body as unknown as TransitKeyView,
      provider: part.provider ?? 'openai',
      userId: part.userId ?? USER,
      key: Buffer.from(KEY),
      expiresAt: Math.floor(Date.now() / 1000) + (part.seconds ?? 300),
    });

  async function expectDisposed(count: number) {
    expect(held).toHaveLength(count);
    for (let wait = 0; wait < 100 && held.some((credential) => !credential.disposed); wait += 1) await sleep(10);
    expect(held.every((credential) => credential.disposed)).toBe(true);
  }

  it('answers with the transit key and forbids to store it', async () => {
    const { status, headers, body } = await get('/api/byok/transit-key', { 'x-test-user': '' });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(Object.keys(body).sort()).toEqual(['kid', 'notAfter', 'publicKey', 'suite']);
  });

  it('opens plain keys and envelopes into the scope of the call, and keeps them there across awaits', async () => {
    const { body } = await get('/api/calls/scope', {
      'x-byok-openai-key': await seal(),
      'x-byok-gemini-key': 'AIza0123456789',
      'x-byok-fallback': 'on-quota',
    });
    const scope = { userId: USER, fallback: 'on-quota', keys: { openai: KEY, gemini: 'AIza0123456789' } };
    expect(body).toEqual({ before: scope, after: scope });
    await expectDisposed(4);
  });

  it('gives a call without keys an empty scope', async () => {
    const { body } = await get('/api/calls/scope');
    expect(body['before']).toEqual({ userId: USER, keys: {} });
  });

  it('disposes after an error', async () => {
    const { status } = await get('/api/calls/failure', { 'x-byok-openai-key': KEY });
    expect(status).toBe(401);
    await expectDisposed(1);
  });

  it('keeps the key for the whole stream and disposes when it ends', async () => {
    const { body } = await request(`${origin}/api/calls/stream`, {
      headers: { 'x-test-user': USER, 'x-byok-openai-key': KEY },
    });
    const text = await body.text();
    expect(text).toContain('first openai');
    expect(text).toContain('alive');
    expect(text).not.toContain('disposed');
    await expectDisposed(1);
  });

  it('disposes when the client goes away', async () => {
    const { body } = await request(`${origin}/api/calls/stream?for=forever`, {
      headers: { 'x-test-user': USER, 'x-byok-openai-key': KEY },
    });
    for await (const chunk of body) {
      expect(String(chunk)).toContain('first');
      break;
    }
    await expectDisposed(1);
  });

  it('ends the scope with the response, for what was begun in it and lives on, too', async () => {
    await get('/api/calls/outlived', { 'x-byok-openai-key': KEY });
    const seen = outliving[0] as string[];
    for (let wait = 0; wait < 200 && seen.at(-1) !== 'none'; wait += 1) await sleep(10);
    expect(seen[0]).toBe('some');
    expect(seen.at(-1)).toBe('none');
  });

  it('keeps interleaved calls apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const key = `sk-interleaved-${String(index).padStart(4, '0')}`;
        const { body } = await get('/api/calls/scope', {
          'x-test-user': `user-${index}`,
          ...(index % 3 === 0 ? {} : { 'x-byok-openai-key': key }),
        });
        return (
          JSON.stringify(body['after']) ===
          JSON.stringify({ userId: `user-${index}`, keys: index % 3 === 0 ? {} : { openai: key } })
        );
      }),
    );
    expect(answers).not.toContain(false);
  });

  it.each([
    ['envelope_invalid', { userId: 'user-2' }],
    ['envelope_invalid', { provider: 'gemini' }],
    ['envelope_invalid', { seconds: 700 }],
    ['envelope_expired', { seconds: -5 }],
  ])('refuses with %s an envelope for %p at once', async (code, part) => {
    const { status, body } = await get('/api/calls/scope', {
      'x-byok-openai-key': await seal(part),
      'x-byok-gemini-key': 'AIza0123456789',
    });
    expect({ status, code: body['code'] }).toEqual({ status: 400, code });
    expect(held).toHaveLength(0);
  });

  it('refuses a malformed header on every route, but asks who is there first', async () => {
    const malformed = { 'x-byok-openai-key': 'a b' };
    expect((await get('/api/plain', malformed)).body['code']).toBe('key_malformed');
    expect((await get('/api/plain?api_key=abc')).body['code']).toBe('key_malformed');
    const { statusCode } = await request(`${origin}/api/plain`, { headers: malformed });
    expect(statusCode).toBe(401);
  });

  it('refuses a key in a JSON body', async () => {
    const { statusCode, body } = await request(`${origin}/api/plain`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ 'x-byok-openai-key': KEY }),
    });
    const answer = await body.text();
    expect({ statusCode, code: (JSON.parse(answer) as { code: string }).code }).toEqual({
      statusCode: 400,
      code: 'key_malformed',
    });
    expect(answer).not.toContain(KEY);
  });

  it('opens nothing on a route that calls no provider, and the handler sees no header', async () => {
    const { body } = await get('/api/plain', { 'x-byok-openai-key': 'byok1.not.an.envelope.x' });
    expect(body['scope']).toBe('none');
    expect(body['headers']).not.toContain('x-byok-openai-key');
  });
});
