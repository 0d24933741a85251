import { ByokError } from '#contracts';
import { types } from 'node:util';

/** SQLSTATE classes and codes that say "no server to talk to right now" (PostgreSQL, appendix A). */
const UNAVAILABLE_STATES = /^(08|57P0[1-5]|53300)/;
/** Text with U+0000, or bytes that are not UTF-8: only a caller's input can hold it that nobody cleaned (`storable.ts`). */
const UNSTORABLE_STATES: ReadonlySet<string | undefined> = new Set(['22021', '22P05']);
const UNAVAILABLE_ERRNOS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
const UNAVAILABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|connection timeout|Client has encountered a connection error|not queryable/i;

/**
 * A statement that PostgreSQL refused. Its message names SQLSTATE, table and constraint, never a value: the
 * driver's own error would carry the row, and drizzle's the parameters.
 */
export class DatabaseQueryError extends Error {
  constructor(
    /** SQLSTATE, such as `23505`. */
    readonly code: string | undefined,
    readonly table: string | undefined,
    readonly constraint: string | undefined,
    reason: string,
  ) {
    super(reason);
    this.name = 'DatabaseQueryError';
  }
}

/**
 * What callers of the database see instead of the driver's error: `ByokError` `unavailable` while no server answers,
 * `invalid_input` for a character that no text in it may have, a `DatabaseQueryError` for a refused statement, anything else as it was.
 */
export function translateDatabaseError(error: unknown): unknown {
  const innermost = unwrapQueryError(error);
  if (innermost instanceof ByokError || innermost instanceof DatabaseQueryError) return innermost;
  if (isUnavailable(innermost)) {
    return new ByokError('unavailable', 'The database does not answer just now; try again in a few seconds.', {
      cause: innermost,
      retryAfterSeconds: 2,
    });
  }
  const { code, table, constraint } = factsOf(innermost);
  if (UNSTORABLE_STATES.has(code)) {
    return new ByokError('invalid_input', 'A text in the request holds U+0000 or half a surrogate pair, which cannot be stored. Take it out.');
  }
  if (code === undefined && innermost === error) return error;
  const where = [table && `table ${table}`, constraint && `constraint ${constraint}`].filter(Boolean).join(', ');
  const refused = new DatabaseQueryError(
    code,
    table,
    constraint,
    `The database refused a statement (${[code ?? 'no SQLSTATE', where].filter(Boolean).join(', ')}): ${reasonOf(innermost)}`,
  );
  refused.stack = `${refused.name}: ${refused.message}\n${stackFrames(error)}`;
  return refused;
}

/** Whether a unique constraint (or just the one named) refused the row; works inside and outside a transaction. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const facts = factsOf(unwrapQueryError(error));
  return facts.code === '23505' && (constraint === undefined || facts.constraint === constraint);
}

function unwrapQueryError(error: unknown): unknown {
  return types.isNativeError(error) && 'query' in error && 'params' in error && error.cause !== undefined
    ? error.cause
    : error;
}

function isUnavailable(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isUnavailable);
  const { code } = factsOf(error);
  if (code !== undefined) return UNAVAILABLE_STATES.test(code) || UNAVAILABLE_ERRNOS.has(code);
  return UNAVAILABLE_MESSAGES.test(error.message);
}

function factsOf(error: unknown): Partial<Record<'code' | 'table' | 'constraint', string>> {
  if (!types.isNativeError(error)) return {};
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { code: text(code), table: text(table), constraint: text(constraint) };
}

/** Messages of class 22 ("invalid input syntax for type uuid: …") quote the value; the others name objects only. */
function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return 'no reason given';
  return factsOf(error).code?.startsWith('22') ? error.message.replace(/:.*$/s, '') : error.message;
}

function stackFrames(error: unknown): string {
  const stack = types.isNativeError(error) ? (error.stack ?? '') : '';
  return stack.slice(Math.max(0, stack.search(/^[^\S\n]+at /m)));
}
