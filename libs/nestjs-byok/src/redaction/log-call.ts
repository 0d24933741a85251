import { pino, type LogFn, type Logger } from 'pino';
import { isStack, loggedError } from './logged-error.js';

/** Nest's own account of its start; a failure among it reaches `main`, which says it in one line. */
const START_CONTEXTS: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'ExceptionHandler',
  'NestApplication',
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * pino's hook of every call. Where a line has no message, pino takes the error's own, which of an error that is not
 * ours quotes what it failed at: here the line says the error's type or code. A stack that comes as
 * the message becomes a field. What Nest says of its start goes out at debug.
 */
export function logCall(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
  const [first, ...others] = args as unknown[];
  const hasFields = typeof first === 'object' && first !== null;
  const fields: Fields = first instanceof Error ? { err: first } : hasFields ? (first as Fields) : {};
  const [said, ...values] = hasFields ? others : [first, ...others];
  const write = level > pino.levels.values['debug']! && START_CONTEXTS.has(fields['context']) ? this.debug : method;
  const told = isStack(said) ? { ...fields, stack: said } : fields;
  const text = told === fields ? (said ?? titleOf(fields['err'])) : '';
  write.call(this, told, text as string, ...(values as never[]));
}

function titleOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message, code, type } = loggedError(error);
  return message ?? code ?? type;
}
