import { ByokError } from '#contracts';

/** An error as the log shows it. */
export interface LoggedError {
  readonly type: string;
  /** The error's code, such as `ECONNRESET` or `22P05`. */
  readonly code?: string | undefined;
  /** Only of our own errors. */
  readonly message?: string | undefined;
  /** Where it was thrown, without its message. */
  readonly stack?: string | undefined;
  readonly cause?: LoggedError | undefined;
  readonly errors?: readonly LoggedError[] | undefined;
}

const NAME = /^[\w$ .-]{1,64}$/;
const FRAME = /^\s+at (?:.*\()?(?:<anonymous>|(?:file:|node:|\/|[A-Z]:\\)[^()]*:\d+:\d+)\)?$/;
const STACK = /\n[^\S\n]+at /;
const MAX_FRAMES = 30;
const MAX_DEPTH = 4;
const MAX_ERRORS = 10;

/**
 * What may be logged of a thrown value. Errors of libraries, of providers and of the runtime quote what they failed
 * at (a prompt, a body, a statement's parameters, a key in any encoding) in their message, their fields and their
 * causes: of them stand there only type, code and place. Our own errors say what they say.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const inner = error instanceof AggregateError && depth < MAX_DEPTH ? error.errors.slice(0, MAX_ERRORS) : undefined;
  const stack = framesOf(error.stack, error.message);
  return {
    type: NAME.test(error.name) ? error.name : 'Error',
    ...((typeof code === 'string' || typeof code === 'number') && NAME.test(String(code)) ? { code: String(code) } : {}),
    ...(isOwn(error) ? { message: error.message } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= MAX_DEPTH ? {} : { cause: loggedError(cause, depth + 1) }),
    ...(inner === undefined ? {} : { errors: inner.map((item: unknown) => loggedError(item, depth + 1)) }),
  };
}

/** Lets stand of a stack where it was thrown: before that comes the message, which may have several lines. */
export function framesOf(stack: string | undefined, message = ''): string | undefined {
  if (stack === undefined) return undefined;
  const said = message === '' ? -1 : stack.indexOf(message);
  const frames = (said === -1 ? stack : stack.slice(said + message.length)).split('\n').filter((line) => FRAME.test(line));
  return frames.length === 0 ? undefined : frames.slice(0, MAX_FRAMES).join('\n');
}

/** Whether something is a stack as text, with the error's message in front. */
export const isStack = (value: unknown): value is string => typeof value === 'string' && STACK.test(value);

/** Made by us, and not of a provider's words, as those are that report attempts. */
function isOwn(error: Error): boolean {
  return error instanceof ByokError && error.receipt === undefined;
}
