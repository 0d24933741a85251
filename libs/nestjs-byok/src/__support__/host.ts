import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Inject, Logger, Module, Post, Req, SetMetadata, type CanActivate, type DynamicModule, type ExecutionContext, type INestApplication } from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { ExpressAdapter } from 'nestjs-platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import request from 'supertest';
import { PROVIDERS, type ByokProviderId, type TransitKeyView } from '#contracts';
import { sealEnvelope } from '#transit';
import {
  ByokChat,
  ByokKey,
  ByokModule,
  ByokScope,
  JobKeys,
  UseByok,
  createLogger,
  type ByokModuleExtras,
  type ByokModuleOptions,
  type CallScope,
  type Credential,
  type FinishedCall,
  type HostRequest,
  type SealedJob,
} from '#nestjs-byok';

/** Somebody else's application: its own sign-in, its own routes, nothing of our platform. */
export const ADAPTERS = { fastify: () => new FastifyAdapter(), express: () => new ExpressAdapter() } as const;
export type AdapterName = keyof typeof ADAPTERS;

export interface SignedIn extends HostRequest {
  user?: { readonly id: string };
  readonly query?: unknown;
  readonly url: string;
  readonly originalUrl?: string;
}

const Public = () => SetMetadata('host:public', true);

class SignInGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean | undefined>('host:public', [context.getHandler(), context.getClass()]) === true) return true;
    const incoming = context.switchToHttp().getRequest<SignedIn>();
    const id = /^Bearer (\w+)$/.exec(incoming.headers.authorization ?? '')?.[1];
    if (id !== undefined) incoming.user = { id };
    return id !== undefined;
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: SignInGuard }] })
export class SignInModule {}

/** Credentials that handlers saw, to look at behind the response. */
export const held: Credential[] = [];

@UseByok()
@Controller('calls')
class CallsController {
  readonly #logger = new Logger('Calls');

  constructor(
    @Inject(ByokChat) private readonly chat: ByokChat,
    @Inject(JobKeys) private readonly jobKeys: JobKeys,
  ) {}

  @Post('chat')
  async ask(@Body() { text, model }: { text: string; model?: string }) {
    const { text: answer, receipt } = await this.chat.complete({ ...(model === undefined ? {} : { model }), messages: [{ role: 'user', content: text }] });
    return { answer, source: receipt.source, provider: receipt.provider };
  }

  @Get('scope')
  scope(@ByokScope() { userId, route, credentials, caller }: CallScope) {
    held.push(...credentials.values());
    return { userId, route, plan: caller?.plan, fallback: caller?.preferences.fallback, keys: [...credentials.keys()] };
  }

  @Get('key')
  key(@ByokKey('openai') credential: Credential) {
    credential.use((secret) => this.#logger.warn(`calling with ${secret as string}`));
    return { provider: credential.provider };
  }

  @Post('jobs')
  seal(@Body() { id, seconds }: { id: string; seconds?: number }): SealedJob {
    return this.jobKeys.seal({ id }, seconds === undefined ? {} : { seconds });
  }
}

@Controller('plain')
class PlainController {
  @Get()
  read(@Req() incoming: SignedIn) {
    const { headers, query, url, originalUrl } = incoming;
    return { headers, query, url, originalUrl };
  }

  @Post()
  write(@Body() body: object) {
    return { names: Object.keys(body) };
  }
}

export interface HostSettings {
  readonly options?: ByokModuleOptions;
  readonly extras?: ByokModuleExtras;
  /** In place of `forRoot`. */
  readonly byok?: DynamicModule;
}

export interface Host {
  readonly application: INestApplication;
  readonly finished: FinishedCall[];
  readonly lines: string[];
  request(method: 'get' | 'post', path: string, headers?: Record<string, string>): request.Test;
  /** An envelope with a key, as the browser seals it. */
  seal(key: string, part?: { provider?: ByokProviderId; userId?: string }): Promise<string>;
  close(): Promise<void>;
}

/** The application on one of Nest's adapters, over the emulator. */
export async function startHost(adapter: AdapterName, { options, extras, byok }: HostSettings = {}): Promise<Host> {
  const finished: FinishedCall[] = [];
  const lines: string[] = [];
  const module =
    byok ??
    ByokModule.forRoot({
      callerOf: ({ user }: SignedIn) => user && { userId: user.id },
      onCallFinished: (call) => void finished.push(call),
      emulated: PROVIDERS,
      publicRoute: Public(),
      logger: createLogger({}, { write: (line) => void lines.push(line) }),
      ...options,
      ...extras,
    });
  @Module({ imports: [SignInModule, module], controllers: [CallsController, PlainController] })
  class HostModule {}
  const application = await NestFactory.create(HostModule, ADAPTERS[adapter](), { bufferLogs: true, abortOnError: false });
  try {
    await application.listen(0, '127.0.0.1');
  } catch (error) {
    await application.close();
    throw error;
  }
  const server = application.getHttpServer() as Parameters<typeof request>[0];
  return {
    application,
    finished,
    lines,
    request: (method, path, headers = {}) => request(server)[method](path).set({ authorization: 'Bearer anna', ...headers }),
    async seal(key, { provider = 'openai', userId = 'anna' } = {}) {
      const transitKey = (await request(server).get('/api/byok/transit-key').expect(200)).body as TransitKeyView;
      return sealEnvelope({ transitKey, provider, userId, key: Buffer.from(key), expiresAt: Math.floor(Date.now() / 1000) + 300 });
    },
    close: () => application.close(),
  };
}

/** Waits until something holds, for a second at most. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let wait = 0; wait < 100 && !holds(); wait += 1) await sleep(10);
  return holds();
}
