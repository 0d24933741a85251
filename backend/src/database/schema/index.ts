/** All tables of the application, one file per area; drizzle and drizzle-kit both read this barrel. */
export * from './accounts.js';
export * from './budgets.js';
export * from './jobs.js';
export * from './metrics.js';
export * from './receipts.js';
export * from './usage.js';
