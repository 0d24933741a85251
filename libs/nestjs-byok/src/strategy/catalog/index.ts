export { Catalog } from './catalog.js';
export type { CatalogEntry, CatalogMatch, ListedEntry, OwnKeyReason } from './catalog-entry.js';
export { CATALOG_SCHEMA_FILE } from './catalog-schema.js';
export { estimateInputTokens, estimateJsonTokens } from './estimate-tokens.js';
export { expectedInput, mediaTokens, type Media, type SpokenBy } from './media.js';
