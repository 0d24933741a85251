import { ConfigurationError, ENTRIES, type Configuration } from '../config/index.js';
import { readCatalogFile } from './strategy/catalog/catalog-file.js';
import { hasSandbox } from './strategy/transport/sandbox-launcher.js';
import { TransitKeysError, parseTransitKeys } from './transit/configured-keys.js';

/**
 * Checks what only this module can read of the configuration. Call it before anything starts: the modules
 * would find the same faults, but with the database already running.
 * @throws ConfigurationError
 */
export function checkByokConfiguration(
  { providers, transitKeys, catalogFile }: Pick<Configuration, 'providers' | 'transitKeys' | 'catalogFile'>,
  isEmulatorThere: () => boolean = hasSandbox,
): void {
  if (providers === 'sandbox' && !isEmulatorThere()) {
    throw new ConfigurationError(ENTRIES.providers.name, 'is sandbox, but this build ships without the emulator', 'live');
  }
  readCatalogFile(catalogFile);
  if (transitKeys === undefined) return;
  try {
    parseTransitKeys(transitKeys);
  } catch (error) {
    if (!(error instanceof TransitKeysError)) throw error;
    throw new ConfigurationError(ENTRIES.transitKeys.name, `is wrong: ${error.message}`, ENTRIES.transitKeys.example);
  }
}
