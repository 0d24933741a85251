export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresLogger,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
