import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { createLogger } from '#nestjs-byok';
import { checkByokConfiguration } from './byok-host/index.js';
import { ConfigurationError, forgetSecrets, readConfiguration, type Configuration } from './config/index.js';
import { explainStartFailure } from './start-failure.js';
import { linkToStarter, startWatchdog } from './watchdog/index.js';
import { WorkerModule } from './worker.module.js';

/** What a worker on its own needs beyond any process. @throws ConfigurationError */
function checkForWorker({ transitKeys, jobConcurrency }: Configuration): void {
  if (transitKeys === undefined) {
    const problem = 'is missing: a worker opens what the API sealed, so both must hold the same keys; node tools/make-transit-key.mjs prints the line';
    throw new ConfigurationError('BYOK_TRANSIT_KEYS', problem, '<kid>:<private key>');
  }
  if (jobConcurrency === 0) throw new ConfigurationError('JOB_CONCURRENCY', 'must be above 0 for a worker', '4');
}

async function main(): Promise<void> {
  const tellReady = linkToStarter();
  const configuration = readConfiguration(process.env);
  forgetSecrets(process.env);
  checkForWorker(configuration);
  checkByokConfiguration(configuration);
  startWatchdog();
  const application = await NestFactory.createApplicationContext(WorkerModule.forRoot(configuration, createLogger(configuration)), {
    bufferLogs: true,
    // A failure of the start is told below, in one line.
    autoFlushLogs: false,
    abortOnError: false,
  });
  application.useLogger(application.get(Logger));
  application.flushLogs();
  application.enableShutdownHooks();
  tellReady();
  process.stdout.write(`BYOK worker is ready: ${configuration.jobConcurrency} jobs at once. Ctrl-C stops.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
});
