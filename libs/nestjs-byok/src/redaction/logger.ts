import { pino, type DestinationStream, type LevelWithSilent, type Logger, type LoggerOptions } from 'pino';
import { redactValue } from '#redaction';
import { logCall } from './log-call.js';
import { framesOf, isStack, loggedError } from './logged-error.js';
import { maskLine } from './mask-line.js';

/** Bytes collected before a write; pino wants fewer than it writes at once (16,384). */
const BUFFER_BYTES = 8192;
/** How long a line may wait in the buffer, in milliseconds. */
const FLUSH_MS = 250;

/** What every logger of the process shares: JSON lines with a level's name and ISO time, nothing else added. */
export const LINE_FORMAT = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: (value: unknown) => value },
} satisfies LoggerOptions;

/** An error, or its stack as text, may say only what `loggedError` lets it. */
function shown(value: unknown): unknown {
  if (value instanceof Error) return loggedError(value);
  return isStack(value) ? (framesOf(value) ?? '') : value;
}

/** The fields of a line: errors by what may be told of them, and no key anywhere. */
function loggedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const told = Object.entries(fields).map(([name, value]) => [name, shown(value)] as const);
  return redactValue(Object.fromEntries(told)) as Record<string, unknown>;
}

const levelName = (label: string): { level: string } => ({ level: label });

/**
 * The logger of the process. Nothing that it writes holds a key: fields with secret names (headers above all)
 * are dropped at any depth, of errors that are not ours only type, code and place remain, and the finished line is masked by
 * the value of the credentials in scope and by pattern.
 *
 * Lines are buffered and flushed four times a second, at exit and at a fatal line.
 * @param destination for tests; default: standard output
 */
export function createLogger({ logLevel = 'info' }: { readonly logLevel?: LevelWithSilent | undefined } = {}, destination?: DestinationStream): Logger {
  return pino(
    {
      ...LINE_FORMAT,
      level: logLevel,
      formatters: { level: levelName, log: loggedFields },
      hooks: { streamWrite: maskLine, logMethod: logCall },
    },
    destination ?? pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS }),
  );
}

/** Where a logger's lines go. A caller that writes there must mask what is written. */
export function destinationOf(logger: Logger): DestinationStream {
  return (logger as unknown as Record<symbol, DestinationStream>)[pino.symbols.streamSym] as DestinationStream;
}
