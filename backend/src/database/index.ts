export { ChannelListener } from './channel-listener.js';
export { DatabaseModule } from './database.module.js';
export { DatabaseQueryError, isUniqueViolation, translateDatabaseError } from './database.error.js';
export { storableJson, storableText } from './storable.js';
export type { DatabaseServer } from './database-server.js';
export {
  DATABASE,
  DATABASE_POOL,
  DATABASE_SERVER,
  InjectDatabase,
  InjectDatabasePool,
  InjectDatabaseServer,
  type Database,
} from './tokens.js';
