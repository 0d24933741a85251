import { Injectable, Module } from '@nestjs/common';
import request from 'supertest';
import { PROVIDERS } from '#contracts';
import { ByokChat, ByokModule, JobKeys, type ByokModuleOptions, type ByokOptionsFactory, type SealedJob } from '#nestjs-byok';
import { ADAPTERS, SignInModule, eventually, held, startHost, type AdapterName, type Host, type SignedIn } from './__support__/host.js';

const KEY = 'sk-sandbox-host-0123456789abcdef';
const callerOf = ({ user }: SignedIn) => user && { userId: user.id };

describe.each(Object.keys(ADAPTERS) as AdapterName[])("somebody else's application on %s", (adapter) => {
  let host: Host;
  beforeAll(async () => (host = await startHost(adapter)));
  afterAll(() => host.close());
  beforeEach(() => {
    held.length = 0;
    host.finished.length = 0;
    host.lines.length = 0;
  });

  it('opens a sealed key for one call, and wipes it', async () => {
    const { body } = await host.request('get', '/calls/scope', { 'x-byok-openai-key': await host.seal(KEY) }).expect(200);
    expect(body).toEqual({ userId: 'anna', route: '/calls/scope', plan: 'business', fallback: 'never', keys: ['openai'] });
    expect(held).toHaveLength(1);
    expect(await eventually(() => held[0]?.disposed === true)).toBe(true);
  });

  it("asks a model with the user's key, in the provider's format or not, and tells the host of the finished call", async () => {
    for (const [provider, model] of [['openai', 'auto'], ['gemini', 'auto'], ['anthropic', 'claude-haiku-4-5']] as const) {
      const header = { [`x-byok-${provider}-key`]: await host.seal(KEY, { provider }) };
      const { body } = await host.request('post', '/calls/chat', header).send({ text: 'Say something.', ...(model === 'auto' ? {} : { model }) }).expect(201);
      expect(body).toEqual({ answer: expect.stringMatching(/\w/) as string, source: 'byok', provider });
    }
    expect(await eventually(() => host.finished.length === 3)).toBe(true);
    expect(host.finished[0]).toMatchObject({ userId: 'anna', route: '/calls/chat', aborted: false, code: undefined, receipt: { source: 'byok', provider: 'openai', attempts: [{ outcome: 'ok' }] } });
    expect(host.finished[0]?.tokens?.output).toBeGreaterThan(0);
    expect(JSON.stringify(host.finished)).not.toContain(KEY);
  });

  it('answers what went wrong as a problem document with the receipt', async () => {
    const refused = await host.request('post', '/calls/chat', { 'x-byok-openai-key': 'sk-a-key-that-nobody-knows' }).send({ text: 'Hello' }).expect(401);
    expect(refused.headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8', 'x-byok-code': 'key_invalid', 'x-byok-credential-source': 'byok', 'x-byok-attempts': 'byok:openai:key_invalid' });
    expect(refused.body).toMatchObject({ type: 'urn:byok:problem:key_invalid', status: 401, code: 'key_invalid' });
    expect(refused.text).not.toContain('sk-a-key-that-nobody-knows');
    expect((await host.request('post', '/calls/chat').send({ text: 'Hello' }).expect(400)).body).toMatchObject({ code: 'key_required' });
    expect((await host.request('get', '/calls/key').expect(400)).body).toMatchObject({ code: 'key_required' });
  });

  it.each([
    ['another user', { userId: 'boris' }],
    ['another provider', { provider: 'gemini' }],
  ] as const)('refuses an envelope for %s', async (_whose, part) => {
    const { body } = await host.request('get', '/calls/scope', { 'x-byok-openai-key': await host.seal(KEY, part) }).expect(400);
    expect(body).toMatchObject({ code: 'envelope_invalid' });
    expect(held).toHaveLength(0);
  });

  it('lets no key through to routes, middleware or bodies', async () => {
    const { body } = await host.request('get', '/plain', { 'X-Byok-OpenAI-Key': KEY, 'x-byok-gemini-key-2': KEY }).expect(200);
    expect(JSON.stringify(body)).not.toMatch(/x-byok|0123456789/i);
    expect((await host.request('get', `/plain?api_key=${KEY}`).expect(400)).body).toMatchObject({ code: 'key_malformed' });
    expect((await host.request('post', '/plain').send({ 'x-byok-openai-key': KEY }).expect(400)).body).toMatchObject({ code: 'key_malformed' });
    expect((await host.request('get', '/plain', { cookie: `x-byok-openai-key=${KEY}` }).expect(400)).body).toMatchObject({ code: 'key_malformed' });
    const malformed = { 'x-byok-openai-key': 'a b' };
    expect((await host.request('get', '/plain', malformed).expect(400)).body).toMatchObject({ code: 'key_malformed' });
    await host.request('get', '/plain', { ...malformed, authorization: '' }).expect(403);
  });

  it('masks what is logged, whatever logs it', async () => {
    await host.request('get', '/calls/key', { 'x-byok-openai-key': KEY }).expect(200);
    expect(host.lines.filter((line) => line.includes('calling with'))).toHaveLength(1);
    expect(host.lines.join()).not.toContain(KEY);
  });

  it('tests a key', async () => {
    const { body, headers } = await host.request('post', '/api/byok/validate', { 'x-byok-openai-key': await host.seal(KEY) }).send({ provider: 'openai' }).expect(200);
    expect(body).toMatchObject({ provider: 'openai', verdict: 'valid' });
    expect(headers['x-byok-attempts']).toBe('byok:openai:ok,byok:openai:ok');
    expect((await host.request('post', '/api/byok/validate').send({ provider: 'mistral' }).expect(400)).body).toMatchObject({ code: 'invalid_input', errors: [{ field: 'provider' }] });
  });

  it('seals keys for its jobs, bound to job, user and provider', async () => {
    const id = '0c4f4f0e-31e0-4b3f-9c2f-58d64f0e8b22';
    const sealed = (await host.request('post', '/calls/jobs', { 'x-byok-openai-key': await host.seal(KEY), 'x-byok-fallback': 'on-quota' }).send({ id }).expect(201)).body as SealedJob;
    expect(JSON.stringify(sealed)).not.toContain(KEY);
    expect(sealed).toMatchObject({ caller: { userId: 'anna', preferences: { fallback: 'on-quota' } }, envelopes: { openai: expect.stringMatching(/^byok1\./) as string } });

    const jobKeys = host.application.get(JobKeys);
    const keysOf = (job: { id: string; byok: SealedJob }) =>
      jobKeys.withCredentials({ id: job.id, data: { byok: job.byok } }, ({ credentials, expiredCredentials }) => {
        held.push(...credentials.values());
        return Promise.resolve({ keys: [...credentials.values()].map((one) => one.use((secret) => secret === KEY)), expired: expiredCredentials?.map(({ provider }) => provider) });
      });
    expect(await keysOf({ id, byok: sealed })).toEqual({ keys: [true], expired: [] });
    expect(held.map(({ disposed }) => disposed)).toEqual([true]);
    const { openai: envelope } = sealed.envelopes;
    const foreign = [
      { id: 'another-job', byok: sealed },
      { id, byok: { ...sealed, caller: { ...sealed.caller, userId: 'boris' } } },
      { id, byok: { ...sealed, envelopes: { gemini: envelope as never } } },
    ];
    for (const job of foreign) expect((await keysOf(job)).keys).toEqual([]);
    const ask = (job: { id: string; byok: SealedJob }) => jobKeys.withCredentials({ id: job.id, data: { byok: job.byok } }, () => host.application.get(ByokChat).complete({ messages: [{ role: 'user', content: 'Hello' }] }));
    expect(await ask({ id, byok: sealed })).toMatchObject({ text: expect.stringMatching(/\w/) as string, receipt: { source: 'byok', provider: 'openai' } });
    await expect(ask({ id: 'another-job', byok: sealed })).rejects.toMatchObject({ code: 'key_expired_in_queue', receipt: { attempts: [{ source: 'byok', outcome: 'key_expired_in_queue' }] } });
    expect(host.finished.map(({ jobId, code }) => [jobId, code])).toEqual([[id, undefined], ['another-job', 'key_expired_in_queue']]);
    await host.request('post', '/calls/jobs', { 'x-byok-openai-key': KEY }).send({ id, seconds: 86_401 }).expect(500);
  });

  it('may answer at another path, without the key test and log', async () => {
    const other = await startHost(adapter, { extras: { path: 'keys', keyTest: false, logger: false } });
    try {
      await other.request('get', '/keys/transit-key', { authorization: '' }).expect(200);
      await other.request('get', '/api/byok/transit-key').expect(404);
      await other.request('post', '/keys/validate').send({}).expect(404);
    } finally {
      await other.close();
    }
  });
});

describe('ByokModule', () => {
  @Injectable()
  class Options implements ByokOptionsFactory {
    createByokOptions = (): ByokModuleOptions => ({ callerOf, emulated: PROVIDERS, transitKeys: `by-class:${Buffer.alloc(32, 3).toString('base64url')}` });
  }
  @Module({ providers: [Options], exports: [Options] })
  class OptionsModule {}

  it.each([
    ['useFactory', () => ByokModule.forRootAsync({ imports: [OptionsModule], inject: [Options], useFactory: (options: Options) => options.createByokOptions(), logger: false })],
    ['useClass', () => ByokModule.forRootAsync({ useClass: Options, logger: false })],
    ['useExisting', () => ByokModule.forRootAsync({ imports: [OptionsModule], useExisting: Options, logger: false })],
  ])('takes options by %s', async (_how, byok) => {
    const host = await startHost('fastify', { byok: byok() });
    expect((await host.request('get', '/api/byok/transit-key').expect(200)).body).toMatchObject({ kid: 'by-class' });
    await host.close();
  });

  it.each(Object.keys(ADAPTERS) as AdapterName[])('does not start on %s without knowing who calls, and says what to give in one line', async (adapter) => {
    await expect(startHost(adapter, { options: { callerOf: undefined as never }, extras: { logger: false } })).rejects.toThrow(/^ByokModule does not know who calls: give it the option callerOf[^\n]*$/);
  });

  it.each(['auth0|anna', '', 'x'.repeat(129), 7 as never])('says what is wrong with a user id such as %j, plain key or sealed', async (userId) => {
    const host = await startHost('express', { options: { callerOf: ({ user }: SignedIn) => user && { userId } }, extras: { logger: false } });
    for (const key of [KEY, await host.seal(KEY)]) {
      const { body } = await host.request('get', '/calls/scope', { 'x-byok-openai-key': key }).expect(503);
      expect(body).toMatchObject({ code: 'unavailable', detail: expect.stringMatching(/callerOf .* without "\|"/) as string });
    }
    await host.close();
  });

  it.each(Object.keys(ADAPTERS) as AdapterName[])('is where its clients look on %s, too, when the host puts a prefix before all routes', async (adapter) => {
    const { NestFactory } = await import('@nestjs/core');
    @Module({ imports: [SignInModule, ByokModule.forRoot({ callerOf, logger: false, path: 'byok' })] })
    class Prefixed {}
    const application = await NestFactory.create(Prefixed, ADAPTERS[adapter](), { logger: false, abortOnError: false });
    application.setGlobalPrefix('api');
    await application.listen(0, '127.0.0.1');
    await request(application.getHttpServer() as never).get('/api/byok/transit-key').set('authorization', 'Bearer anna').expect(200);
    await application.close();
  });

  it('does not start without a guard before its own', async () => {
    const { NestFactory } = await import('@nestjs/core');
    @Module({ imports: [ByokModule.forRoot({ callerOf, logger: false }), SignInModule] })
    class WrongOrder {}
    const application = await NestFactory.create(WrongOrder, ADAPTERS.express(), { logger: false, abortOnError: false });
    await expect(application.init()).rejects.toThrow(/^No guard stands before that of ByokModule: [^\n]*$/);
    await application.close();
  });
});
