import 'reflect-metadata';
import { createApplication } from './application.js';
import { ConfigurationError, readConfiguration, type Configuration } from './config/index.js';
import { explainStartFailure } from './start-failure.js';

function banner(configuration: Configuration, address: string): string {
  const sandbox = 'Providers: the built-in emulator. A key that contains "sandbox" works, for example sk-sandbox-demo.';
  return [
    `BYOK is ready: ${address}`,
    configuration.providers === 'sandbox' ? sandbox : 'Providers: live.',
    `API reference: ${address}/api/docs · Ctrl-C stops.`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const application = await createApplication(configuration);
  try {
    application.enableShutdownHooks();
    await application.listen(configuration.port, configuration.host);
  } catch (error) {
    await application.close().catch(() => undefined);
    throw error;
  }
  process.stdout.write(banner(configuration, (await application.getUrl()).replace('[::1]', 'localhost')));
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  if (!(error instanceof ConfigurationError) && process.env['LOG_LEVEL'] === 'debug') process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
