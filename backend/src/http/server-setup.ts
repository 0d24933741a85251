import type { CanActivate } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { BodyGuard } from './body.guard.js';

const ADAPTER = Symbol('createHttpAdapter');

/** Notes that an instance was made by `createHttpAdapter`. */
export function markAdapter(instance: FastifyInstance): void {
  instance.decorate(ADAPTER, true);
}

/** What the application decides and `HttpModule` depends on. */
export interface ServerSetup {
  readonly instance: FastifyInstance;
  /** Whether Nest has added body parsers of its own. */
  readonly hasBodyParser: boolean;
  /** In the order in which they run. */
  readonly guards: readonly CanActivate[];
}

/** Stops the start of an application that was put together so that bodies would be read too early. @throws Error in one line */
export function assertServerSetup({ instance, hasBodyParser, guards }: ServerSetup): void {
  if (!instance.hasDecorator(ADAPTER)) throw new Error('HttpModule needs an adapter of createHttpAdapter: give it to NestFactory.create.');
  if (hasBodyParser) throw new Error('Nest would read bodies before the guards decide: create the application with bodyParser: false.');
  if (!(guards.at(-1) instanceof BodyGuard)) {
    const last = guards.at(-1)?.constructor.name ?? 'none';
    throw new Error(`The last global guard is ${last} and not BodyGuard, so that bodies of refused callers would be read: import HttpModule behind every module that has guards.`);
  }
}
