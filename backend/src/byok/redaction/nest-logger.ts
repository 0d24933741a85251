import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { framesOf, loggedError } from './logged-error.js';

/** Nest's own account of its start; a failure among it reaches `main`, which says it in one line. */
const START_CONTEXTS: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'ExceptionHandler',
  'NestApplication',
]);

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * Nest's `Logger` on pino. Nest hands over a message, optional details and, last, the context's name. An error
 * may be the message, among the details, or a field of an object, or come as a stack in text.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  verbose(message: unknown, ...details: unknown[]): void {
    this.#write('trace', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.#write('debug', message, details);
  }

  log(message: unknown, ...details: unknown[]): void {
    this.#write('info', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.#write('warn', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.#write('error', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.#write('fatal', message, details);
  }

  #write(wanted: Level, message: unknown, details: unknown[]): void {
    const level = START_CONTEXTS.has(details.at(-1)) ? 'debug' : wanted;
    if (!this.logger.isLevelEnabled(level)) return;
    const given = details.filter((detail) => detail !== undefined);
    const fields: Record<string, unknown> = {};
    if (typeof given.at(-1) === 'string') fields['context'] = given.pop();
    let text: string | undefined;
    for (const item of [message, ...given]) {
      if (item instanceof Error) fields['err'] ??= item;
      else if (isPlainObject(item)) Object.assign(fields, item);
      else if (typeof item !== 'string') fields['detail'] = item;
      else if (STACK.test(item)) fields['stack'] = framesOf(item) ?? '';
      else text = text === undefined ? item : `${text} ${item}`;
    }
    text ??= fields['err'] instanceof Error ? titleOf(fields['err']) : '';
    this.logger[level](fields, '%s', text);
  }
}

function titleOf(error: Error): string {
  const { message, code, type } = loggedError(error);
  return message ?? code ?? type;
}

const STACK = /\n\s+at /;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}
