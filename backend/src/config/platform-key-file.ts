import { PROVIDERS, type ProviderId } from '#contracts';
import { ENTRIES } from './configuration.entries.js';
import { ConfigurationError, fileVariable, type Environment } from './configuration-entry.js';
import { readSecretFile } from './secret-file.js';

const KEY_ENTRIES = { openai: ENTRIES.openaiKey, anthropic: ENTRIES.anthropicKey, gemini: ENTRIES.geminiKey, cloudru: ENTRIES.cloudruKey } as const;

/** The variable that names the file with the platform's key for a provider. */
export const PLATFORM_KEY_FILE_NAMES = Object.fromEntries(PROVIDERS.map((provider) => [provider, fileVariable(KEY_ENTRIES[provider].name)])) as Readonly<Record<ProviderId, string>>;

/** The files of those platform keys that came from one. */
export function platformKeyFiles(environment: Environment): Partial<Record<ProviderId, string>> {
  const named = PROVIDERS.map((provider) => [provider, environment[PLATFORM_KEY_FILE_NAMES[provider]]?.trim()] as const);
  return Object.fromEntries(named.filter(([, path]) => path)) as Partial<Record<ProviderId, string>>;
}

/**
 * Reads a platform's key again.
 * @throws ConfigurationError of one line, without anything of the file
 */
export function readPlatformKeyFile(provider: ProviderId, path: string): string {
  try {
    return KEY_ENTRIES[provider].parse(readSecretFile(path).trim()) as string;
  } catch (error) {
    throw new ConfigurationError(PLATFORM_KEY_FILE_NAMES[provider], (error as Error).message, '/run/secrets/name');
  }
}
