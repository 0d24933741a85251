export { ChannelListener } from './channel-listener.js';
export type { DatabaseServer } from './database-server.js';
export { DatabaseQueryError, isUniqueViolation, translateDatabaseError } from './database.error.js';
export { DatabaseModule } from './database.module.js';
export { createPool } from './database.pool.js';
export { createDatabase } from './database.session.js';
export { pooledClient } from './pooled-client.js';
export {
  invites,
  knownOrigins,
  passwordResets,
  personalTokens,
  refreshTokens,
  sessions,
  switches,
  users,
  type InviteRow,
  type PersonalTokenRow,
  type UserRow,
} from './schema/accounts.js';
export { ALL_USERS, platformSpending, spendingLimits, type SpendingLimitRow } from './schema/budgets.js';
export { idempotencyKeys, jobEvents, jobParts, jobs, workerGroups, type JobEventRow, type JobInput, type JobRow, type JobTerms } from './schema/jobs.js';
export { openReceipts, receiptChains, receiptPublicKeys, receipts } from './schema/receipts.js';
export { analyticsEvents, audits } from './schema/metrics.js';
export { usageRecords } from './schema/usage.js';
export { storableJson, storableText } from './storable.js';
export { DATABASE, DATABASE_POOL, DATABASE_SERVER, InjectDatabase, InjectDatabasePool, InjectDatabaseServer, type Database } from './tokens.js';
