import { fileURLToPath } from 'node:url';

/** The published JSON Schema of a catalog file. */
export const CATALOG_SCHEMA_FILE = fileURLToPath(new URL('./catalog.schema.json', import.meta.url));
