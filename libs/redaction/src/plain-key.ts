/**
 * A whole key in plain form, of a provider or of ours, where a token can begin; for searching what was stored.
 * Beginnings that are long enough to be no chance count inside words, too. Stricter than what `redactText` masks: long enough to be a key, nothing masked in it, no envelope. Means the
 * same to JavaScript and to PostgreSQL (`~`); case counts.
 */
export const PLAIN_KEY_PATTERN = String.raw`(^|[^A-Za-z0-9_.-]|\\[nrtbf])(sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{16,}|AQ\.[A-Za-z0-9_-]{20,}|byok_pat_[A-Za-z0-9_-]{16,})|sk-(proj|ant|svcacct|admin)-[A-Za-z0-9_-]{20,}`;
