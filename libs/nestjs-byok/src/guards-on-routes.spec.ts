import { Controller, Get, Inject, Injectable, Module, Scope, UseGuards, type CanActivate, type ExecutionContext, type INestApplication, type Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import request from 'supertest';
import { ByokModule, ByokScope, UseByok, type ByokModuleExtras, type CallScope } from '#nestjs-byok';
import { ADAPTERS, type AdapterName, type SignedIn } from './__support__/host.js';

const KEY = 'sk-sandbox-route-0123456789abcdef';

class SignInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const incoming = context.switchToHttp().getRequest<SignedIn>();
    const id = /^Bearer (\w+)$/.exec(incoming.headers.authorization ?? '')?.[1];
    if (id !== undefined) incoming.user = { id };
    return id !== undefined;
  }
}

/** Whom the callers are known by: a guard of the route, or one for each request. */
const SIGN_INS = {
  'on its routes': { guards: [SignInGuard], said: [SignInGuard], providers: [] },
  'for each request': { guards: [], said: true, providers: [{ provide: APP_GUARD, scope: Scope.REQUEST, useClass: SignInGuard }] },
} as const;

function hostWith({ guards, providers }: (typeof SIGN_INS)[keyof typeof SIGN_INS], extras: Pick<ByokModuleExtras, 'guardsOnRoutes'>): Type {
  @Controller('calls')
  @UseGuards(...guards)
  class CallsController {
    @Get()
    @UseByok()
    read(@ByokScope() { userId, credentials }: CallScope) {
      return { userId, keys: [...credentials.keys()] };
    }
  }
  @Module({
    imports: [ByokModule.forRoot({ callerOf: ({ user }: SignedIn) => user && { userId: user.id }, logger: false, ...extras })],
    controllers: [CallsController],
    providers: [...providers],
  })
  class HostModule {}
  return HostModule;
}

describe.each(Object.keys(ADAPTERS) as AdapterName[])('a host on %s without a global guard', (adapter) => {
  describe.each(Object.keys(SIGN_INS) as (keyof typeof SIGN_INS)[])('that signs in %s', (signIn) => {
    const create = (extras: Pick<ByokModuleExtras, 'guardsOnRoutes'>) => NestFactory.create(hostWith(SIGN_INS[signIn], extras), ADAPTERS[adapter](), { logger: false, abortOnError: false });
    let application: INestApplication;
    afterEach(() => application.close());

    it('says so, and then has keys opened for its callers and refused behind its guards', async () => {
      application = await create({ guardsOnRoutes: SIGN_INS[signIn].said });
      await application.listen(0, '127.0.0.1');
      const call = (path: string, headers: Record<string, string>) => request(application.getHttpServer() as never).get(path).set(headers);
      const anna = { authorization: 'Bearer anna' };
      expect((await call('/calls', { ...anna, 'x-byok-openai-key': KEY }).expect(200)).body).toEqual({ userId: 'anna', keys: ['openai'] });
      expect((await call('/calls', { ...anna, 'x-byok-openai-key': 'a b' }).expect(400)).body).toMatchObject({ code: 'key_malformed' });
      expect((await call(`/calls?api_key=${KEY}`, anna).expect(400)).body).toMatchObject({ code: 'key_malformed' });
      await call('/calls', { 'x-byok-openai-key': 'a b' }).expect(403);
      const test = (headers: Record<string, string>) => request(application.getHttpServer() as never).post('/api/byok/validate').set(headers).send({ provider: 'openai' });
      await test({}).expect(403);
      expect((await test(anna).expect(400)).body).toMatchObject({ code: 'key_required' });
    });

    it('is told in one line what to say, where it does not', async () => {
      application = await create({});
      await expect(application.init()).rejects.toThrow(/^No guard stands before that of ByokModule: [^\n]*guardsOnRoutes[^\n]*$/);
    });
  });
});

describe('a guard that stands on the key test, too', () => {
  @Injectable()
  class Users {
    readonly known = ['anna'];
  }
  @Module({ providers: [Users], exports: [Users] })
  class UsersModule {}

  @Injectable()
  class KnownUserGuard extends SignInGuard {
    constructor(@Inject(Users) private readonly users: Users) {
      super();
    }

    override canActivate(context: ExecutionContext): boolean {
      return super.canActivate(context) && this.users.known.includes(context.switchToHttp().getRequest<SignedIn>().user?.id ?? '');
    }
  }

  it('gets what it injects from the imports of forRootAsync', async () => {
    const byok = ByokModule.forRootAsync({ imports: [UsersModule], useFactory: () => ({ callerOf: ({ user }: SignedIn) => user && { userId: user.id } }), guardsOnRoutes: [KnownUserGuard], logger: false });
    @Module({ imports: [byok] })
    class HostModule {}
    const application = await NestFactory.create(HostModule, ADAPTERS.express(), { logger: false, abortOnError: false });
    await application.listen(0, '127.0.0.1');
    const test = (name: string) => request(application.getHttpServer() as never).post('/api/byok/validate').set('authorization', `Bearer ${name}`).send({ provider: 'openai' });
    await test('boris').expect(403);
    expect((await test('anna').expect(400)).body).toMatchObject({ code: 'key_required' });
    await application.close();
  });
});
