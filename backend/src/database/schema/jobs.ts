import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { ErrorCode, JobEventType, JobReceiptView, JobStatus, JobType, KeySlot, Outline, Plan, Preferences } from '#contracts';
import { users } from './accounts.js';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What a job works on: the stored form of a submission. An uploaded recording is at a path that follows from the job's id. */
export interface JobInput {
  readonly model?: string;
  readonly language?: string;
  /** Whether a recording was uploaded. */
  readonly file?: boolean;
  readonly transcript?: string;
  readonly outline?: Outline;
  /** Index into `outline.sections`, from 0. */
  readonly index?: number;
}

/** The terms under which the user submitted; later changes of plan or preferences don't touch the job. */
export interface JobTerms {
  readonly plan: Plan;
  /** Catalog ids to which the submitting token was limited. */
  readonly models?: readonly string[];
  /** The submitting token. */
  readonly tokenId?: string;
  /** The submitting token, when it has a spending limit of its own. */
  readonly limits?: { readonly tokenId: string };
  /** `fallback` is the consent given at submission: the request's header, or else the preference. */
  readonly preferences: Preferences;
}

/** Every job with its state and result. Never holds a key or an envelope. */
export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    type: text('type').$type<JobType>().notNull(),
    status: text('status').$type<JobStatus>().notNull().default('queued'),
    /** 0..100, never goes back. */
    progress: integer('progress').notNull().default(0),
    stage: text('stage').notNull().default('queued'),
    title: text('title'),
    /** The user gave the title; nothing else changes it any more. */
    renamed: boolean('renamed').notNull().default(false),
    input: jsonb('input').$type<JobInput>().notNull(),
    /** Plan, preferences and consent to fallback, as they were at submission. */
    terms: jsonb('terms').$type<JobTerms>().notNull(),
    /** Providers whose sealed key went to the queue with the job. */
    keys: text('keys').array().$type<KeySlot[]>().notNull(),
    result: jsonb('result').$type<unknown>(),
    errorCode: text('error_code').$type<ErrorCode>(),
    errorDetail: text('error_detail'),
    receipts: jsonb('receipts').$type<JobReceiptView[]>().notNull().default([]),
    /** Number of the last event. */
    sequence: integer('sequence').notNull().default(0),
    /** How often a worker took it; only the last one may write. */
    run: integer('run').notNull().default(0),
    /** How often it was submitted: 1, and one more for each retry. A place in the queue is for one of them. */
    submission: integer('submission').notNull().default(1),
    /** Whose transit keys sealed its envelopes; its entry is in the queue of that key group. */
    keyGroup: text('ring').notNull().default('shared'),
    /** One of its user's jobs at once; another one waits in the queue until one of those has ended. */
    admitted: boolean('admitted').notNull().default(true),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('jobs_user_id_created_at').on(table.userId, table.createdAt, table.id),
    // On nothing that changes while a job is open: PostgreSQL then updates its row without touching any index.
    index('jobs_open').on(table.createdAt).where(sql`${table.endedAt} is null`),
    // By an expression, so that no kept plan ever takes the index of all of a user's jobs in its place.
    index('jobs_shares').on(sql`(case when ${table.endedAt} is null then ${table.userId} end)`, table.admitted).where(sql`${table.endedAt} is null`),
  ],
);
export type JobRow = typeof jobs.$inferSelect;

/** Processes, or groups of them with configured keys, that hold transit keys. */
export const workerGroups = pgTable('job_rings', {
  id: text('id').primaryKey(),
  /** Where its process runs; null for a group that several processes share. */
  machine: text('machine'),
  pid: integer('pid'),
  /** Its last sign of life. */
  seenAt: moment('seen_at').notNull().defaultNow(),
});

/**
 * What event streams send and resume from. Written only by statements that change the job's own row, so there is no
 * foreign key to check each time; a trigger on `jobs` deletes a job's events with it.
 */
export const jobEvents = pgTable(
  'job_events',
  {
    jobId: uuid('job_id').notNull(),
    sequence: integer('sequence').notNull(),
    type: text('type').$type<JobEventType>().notNull(),
    progress: integer('progress').notNull(),
    stage: text('stage').notNull(),
    status: text('status').$type<JobStatus>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.sequence] })],
);
export type JobEventRow = typeof jobEvents.$inferSelect;

/** Finished pieces of work of a job that is not completed, so that a job taken up again pays for none of them twice. */
export const jobParts = pgTable(
  'job_parts',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    value: jsonb('value').$type<unknown>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.name] })],
);

/**
 * The `idempotency-key` of each submission that made a job, for 24 hours; it goes with its job. Written in the statement
 * that makes the job. Digests alone: neither the key nor anything of the request stands here.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: uuid('user_id').notNull(),
    /** SHA-256 of user and key. */
    key: text('key').notNull(),
    /** SHA-256 of the request. */
    fingerprint: text('fingerprint').notNull(),
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    index('idempotency_keys_job_id').on(table.jobId),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);
