import { PROVIDERS } from '#contracts';
import { Catalog } from '#nestjs-byok';
import { startSandbox, type Sandbox } from '#sandbox';
import { PLATFORM_KEYS } from '../../../backend/test/support/application.js';

/** The providers' emulator in this process, where a proof can count calls and dictate answers. */
export interface FakeProviders {
  readonly sandbox: Sandbox;
  /** What a process of the application needs to call it. */
  readonly environment: NodeJS.ProcessEnv;
}

export async function startProviders(): Promise<FakeProviders> {
  const catalog = Catalog.load();
  const models = Object.fromEntries(PROVIDERS.map((provider) => [provider, catalog.modelsOf(provider).map(({ id }) => id)]));
  const sandbox = await startSandbox({ latencyMs: 0, models });
  const environment = Object.fromEntries(
    PROVIDERS.flatMap((provider) => [
      [`${provider.toUpperCase()}_BASE_URL`, sandbox.origins[provider]],
      [`${provider.toUpperCase()}_API_KEY`, PLATFORM_KEYS[provider]],
    ]),
  ) as NodeJS.ProcessEnv;
  return { sandbox, environment };
}
