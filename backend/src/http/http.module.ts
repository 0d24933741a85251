import { Inject, Module, type DynamicModule, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { BodyGuard } from './body.guard.js';
import { defaultClientDirectory, type ClientLinks } from './client-page.js';
import { CompletedRequests, trackCompletion } from './completed-requests.js';
import { ProblemFilter } from './problem.filter.js';
import { serveClient } from './serve-client.js';
import { assertServerSetup } from './server-setup.js';
import { leaveBodiesUnread } from './unread-bodies.js';
import { BodyValidationPipe, QueryValidationPipe } from '../validation/index.js';

const HTTP_OPTIONS = Symbol('HTTP_OPTIONS');

export interface HttpModuleOptions {
  /** Browsers reach us over TLS. */
  https: boolean;
  /** What the client links to; default: nothing. */
  links?: ClientLinks;
  /** Folder of the built client; default: `dist/client/browser` of the workspace. */
  clientDirectory?: string;
  /** How long an ended request may wait for others before it is reported, in milliseconds; default: 100. */
  endedWaitMilliseconds?: number | undefined;
}

/**
 * What the HTTP side needs on an adapter of `createHttpAdapter`: bodies and their limits, validation, errors, the
 * client, and who is notified of ended requests. Its guard reads the body, so it must be the last one and Nest must not
 * read bodies by itself: an application that is put together otherwise does not start.
 */
@Module({})
export class HttpModule implements NestModule {
  static forRoot(options: HttpModuleOptions): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [
        { provide: HTTP_OPTIONS, useValue: options },
        { provide: CompletedRequests, useFactory: () => new CompletedRequests(options.endedWaitMilliseconds) },
        { provide: APP_GUARD, useClass: BodyGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: BodyValidationPipe },
        { provide: APP_PIPE, useClass: QueryValidationPipe },
      ],
      exports: [CompletedRequests],
    };
  }

  readonly #adapter: FastifyAdapter;
  readonly #instance: FastifyInstance;

  constructor(
    { httpAdapter }: HttpAdapterHost<FastifyAdapter>,
    private readonly application: ApplicationConfig,
    ended: CompletedRequests,
    @Inject(HTTP_OPTIONS) private readonly options: HttpModuleOptions,
  ) {
    this.#adapter = httpAdapter;
    this.#instance = httpAdapter.getInstance<FastifyInstance>();
    trackCompletion(this.#instance, ended);
    leaveBodiesUnread(this.#instance);
  }

  /** Awaited before routes are added, unlike `onModuleInit`: those would miss the error handler. */
  async configure(): Promise<void> {
    assertServerSetup({ instance: this.#instance, hasBodyParser: this.#adapter.isParserRegistered, guards: this.application.getGlobalGuards() });
    await serveClient(this.#instance, this.options.clientDirectory ?? defaultClientDirectory(), this.options.https, this.options.links);
  }
}
