import { Inject, Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { CompletedRequests } from './completed-requests.js';
import { logRequests } from './request-log.js';

const REQUEST_LOGGER = Symbol('REQUEST_LOGGER');

/** A line for each completed request. */
@Module({})
export class RequestLogModule {
  /** @param logger where lines go: one of `createLogger` */
  static forRoot(logger: Logger): DynamicModule {
    return { module: RequestLogModule, providers: [{ provide: REQUEST_LOGGER, useValue: logger }] };
  }

  constructor(completed: CompletedRequests, @Inject(REQUEST_LOGGER) logger: Logger) {
    logRequests(completed, logger);
  }
}
