import { randomUUID } from 'node:crypto';
import type { usageRecords } from '../database/schema/usage.js';

/** A row that waits to be written. */
export type UsageRecord = typeof usageRecords.$inferInsert;

/** A UUID of version 7: its beginning is the time in milliseconds. */
export function recordId(at: number): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${randomUUID().slice(15)}`;
}
