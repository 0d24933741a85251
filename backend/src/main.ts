import 'reflect-metadata';
import { PROVIDERS } from '#contracts';
import { createApplication } from './application.js';
import { checkByokConfiguration } from './byok-host/index.js';
import { ConfigurationError, ENTRIES, emulatedProviders, forgetSecrets, readConfiguration, type Configuration } from './config/index.js';
import { explainStartFailure } from './start-failure.js';
import { linkToStarter, startWatchdog } from './watchdog/index.js';

function providersLine(configuration: Configuration): string {
  const emulated = emulatedProviders(configuration);
  if (emulated.length === 0) return 'Providers: live.';
  const which = emulated.length === PROVIDERS.length ? '' : ` for ${emulated.join(', ')}`;
  return `Providers: the built-in emulator${which}. A key that contains "sandbox" works, for example sk-sandbox-demo.`;
}

function banner(configuration: Configuration, address: string): string {
  return [
    `BYOK is ready: ${address}`,
    providersLine(configuration),
    `API reference: ${address}/api/docs · Ctrl-C stops.`,
    '',
  ].join('\n');
}

const isUnknownName = (error: unknown) => ['ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes((error as { code?: string }).code ?? '');

async function main(): Promise<void> {
  const tellReady = linkToStarter();
  const configuration = readConfiguration(process.env);
  forgetSecrets(process.env);
  checkByokConfiguration(configuration);
  startWatchdog();
  const application = await createApplication(configuration);
  try {
    application.enableShutdownHooks();
    await application.listen(configuration.port, configuration.host);
  } catch (error) {
    await application.close().catch(() => undefined);
    if (isUnknownName(error)) throw new ConfigurationError(ENTRIES.host.name, 'is no address or name of this machine', ENTRIES.host.example);
    throw error;
  }
  tellReady();
  process.stdout.write(banner(configuration, (await application.getUrl()).replace('[::1]', 'localhost')));
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  if (!(error instanceof ConfigurationError) && process.env['LOG_LEVEL'] === 'debug') process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
