import { CatalogFileError, readCatalogFile, type CatalogData } from '#nestjs-byok';
import { ConfigurationError, ENTRIES } from '../config/index.js';

/** Reads CATALOG_FILE, or the built-in catalog. @throws ConfigurationError of one line */
export function readCatalog(file: string | undefined): CatalogData {
  try {
    return readCatalogFile(file);
  } catch (error) {
    if (!(error instanceof CatalogFileError)) throw error;
    throw new ConfigurationError(ENTRIES.catalogFile.name, error.message, ENTRIES.catalogFile.example);
  }
}
