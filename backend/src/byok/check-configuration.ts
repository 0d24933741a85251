import { ConfigurationError, ENTRIES, type Configuration } from '../config/index.js';
import { readCatalogFile } from './strategy/catalog/catalog-file.js';
import { TransitKeysError, parseTransitKeys } from './transit/configured-keys.js';

/**
 * Checks what only this module can read of the configuration. Call it before anything starts: the modules
 * would find the same faults, but with the database already running.
 * @throws ConfigurationError
 */
export function checkByokConfiguration({ transitKeys, catalogFile }: Pick<Configuration, 'transitKeys' | 'catalogFile'>): void {
  readCatalogFile(catalogFile);
  if (transitKeys === undefined) return;
  try {
    parseTransitKeys(transitKeys);
  } catch (error) {
    if (!(error instanceof TransitKeysError)) throw error;
    throw new ConfigurationError(ENTRIES.transitKeys.name, `is wrong: ${error.message}`, ENTRIES.transitKeys.example);
  }
}
