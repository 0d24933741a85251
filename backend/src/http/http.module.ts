import { Inject, Module, type DynamicModule, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { BodyGuard } from './body.guard.js';
import { BodyValidationPipe } from './body-validation.pipe.js';
import { defaultClientDirectory } from './client-page.js';
import { EndedRequests, watchRequests } from './ended-requests.js';
import { ProblemFilter } from './problem.filter.js';
import { serveClient } from './serve-client.js';
import { leaveBodiesUnread } from './unread-bodies.js';

const HTTP_OPTIONS = Symbol('HTTP_OPTIONS');

export interface HttpModuleOptions {
  /** Browsers reach us over TLS. */
  https: boolean;
  /** Folder of the built client; default: `dist/client/browser` of the workspace. */
  clientDirectory?: string;
  /** How long an ended request may wait for others before it is told of, in milliseconds; default: 100. */
  endedWaitMilliseconds?: number | undefined;
}

/**
 * What the HTTP side needs on an adapter of `createHttpAdapter`: bodies and their limits, validation, errors, the
 * client, and who hears of ended requests. Create the application with `bodyParser: false`, and import this module
 * behind those whose guards refuse callers: its own reads the body.
 */
@Module({})
export class HttpModule implements NestModule {
  static forRoot(options: HttpModuleOptions): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [
        { provide: HTTP_OPTIONS, useValue: options },
        { provide: EndedRequests, useFactory: () => new EndedRequests(options.endedWaitMilliseconds) },
        { provide: APP_GUARD, useClass: BodyGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: BodyValidationPipe },
      ],
      exports: [EndedRequests],
    };
  }

  private readonly instance: FastifyInstance;

  constructor(
    { httpAdapter }: HttpAdapterHost,
    ended: EndedRequests,
    @Inject(HTTP_OPTIONS) private readonly options: HttpModuleOptions,
  ) {
    this.instance = httpAdapter.getInstance<FastifyInstance>();
    watchRequests(this.instance, ended);
    leaveBodiesUnread(this.instance);
  }

  /** Awaited before routes are added, unlike `onModuleInit`: those would miss the error handler. */
  async configure(): Promise<void> {
    await serveClient(this.instance, this.options.clientDirectory ?? defaultClientDirectory(), this.options.https);
  }
}
