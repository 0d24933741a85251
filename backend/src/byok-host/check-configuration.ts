import { TransitKeysError, hasSandbox, parseTransitKeys } from '#nestjs-byok';
import { ConfigurationError, ENTRIES, type Configuration } from '../config/index.js';
import { readCatalog } from './read-catalog.js';

/**
 * Checks what only `ByokModule` can read of the configuration, before anything has started. The modules find the same
 * faults by themselves, but with the database already running.
 * @throws ConfigurationError
 */
export function checkByokConfiguration(
  { providers, transitKeys, transitRoot, catalogFile }: Pick<Configuration, 'providers' | 'transitKeys' | 'catalogFile'> & Partial<Pick<Configuration, 'transitRoot'>>,
  isEmulatorThere: () => boolean = hasSandbox,
): void {
  if (providers === 'sandbox' && !isEmulatorThere()) {
    throw new ConfigurationError(ENTRIES.providers.name, 'is sandbox, but this build ships without the emulator', 'live');
  }
  readCatalog(catalogFile);
  if (transitKeys === undefined) return;
  try {
    parseTransitKeys(transitKeys, transitRoot, ENTRIES.transitRoot.name);
  } catch (error) {
    if (!(error instanceof TransitKeysError)) throw error;
    const example = transitRoot === undefined ? ENTRIES.transitKeys.example : '<the line that npm run transit:sign prints>';
    throw new ConfigurationError(ENTRIES.transitKeys.name, `is wrong: ${error.message}`, example);
  }
}
