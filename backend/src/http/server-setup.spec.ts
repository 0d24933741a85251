import { Module, type Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { HttpModule } from './http.module.js';
import { createHttpAdapter } from './http-adapter.js';

class LateGuard {
  canActivate(): boolean {
    return true;
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: LateGuard }] })
class GuardModule {}

const http = HttpModule.forRoot({ https: false, clientDirectory: '/nowhere' });

@Module({ imports: [GuardModule, http] })
class GoodModule {}

@Module({ imports: [http, GuardModule] })
class LateModule {}

const adapter = () => createHttpAdapter({ publicUrl: 'http://localhost' });

/** Why the start fails; undefined when it does not. */
async function failureOf(root: Type, server: FastifyAdapter, bodyParser = false): Promise<string | undefined> {
  const application = await NestFactory.create(root, server, { bodyParser, logger: false, abortOnError: false });
  try {
    await application.init();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await application.close();
  }
}

describe('an application whose parts stand in the wrong order', () => {
  it('starts when all is well', async () => {
    expect(await failureOf(GoodModule, adapter())).toBeUndefined();
  });

  it('does not start with a guard behind the one that reads bodies', async () => {
    expect(await failureOf(LateModule, adapter())).toContain('The last global guard is LateGuard');
  });

  it('does not start when Nest reads bodies by itself', async () => {
    expect(await failureOf(GoodModule, adapter(), true)).toContain('bodyParser: false');
  });

  it('does not start on another adapter', async () => {
    expect(await failureOf(GoodModule, new FastifyAdapter())).toContain('createHttpAdapter');
  });
});
