import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { createLogger } from '#nestjs-byok';
import { AppModule } from './app.module.js';
import type { Configuration } from './config/index.js';
import { createHttpAdapter } from './http/index.js';

export interface ApplicationOptions {
  /** Where log lines go, each at once; default: standard output, in larger pieces. */
  logDestination?: DestinationStream;
}

/**
 * The HTTP application, ready for `listen()`. The caller must `close()` it.
 * @throws whatever a module refuses to start with
 */
export async function createApplication(configuration: Configuration, { logDestination }: ApplicationOptions = {}): Promise<NestFastifyApplication> {
  const logger = createLogger(configuration, logDestination);
  const root = AppModule.forRoot(configuration, { logger, endedWaitMilliseconds: logDestination === undefined ? undefined : 0 });
  const application = await NestFactory.create<NestFastifyApplication>(root, createHttpAdapter(configuration), {
    bodyParser: false,
    bufferLogs: true,
    // A failure of the start is told by `main`, in one line.
    autoFlushLogs: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  application.useLogger(application.get(Logger));
  application.flushLogs();
  return application;
}
