import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * Nest's `Logger` on pino. Nest hands over a message, optional details and, last, the context's name; an error
 * may be the message or among the details, or come as a stack in text.
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

  #write(level: Level, message: unknown, details: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const context = typeof details.at(-1) === 'string' ? details.at(-1) : undefined;
    const rest = (context === undefined ? details : details.slice(0, -1)).filter((detail) => detail !== undefined);
    const fields: Record<string, unknown> = {};
    if (context !== undefined) fields['context'] = context;
    const error = [message, ...rest].find((item) => item instanceof Error);
    if (error !== undefined) fields['err'] = error;
    const others = rest.filter((item) => item !== error);
    if (others.length > 0) fields['details'] = others;
    if (typeof message === 'string') this.logger[level](fields, '%s', message);
    else if (message instanceof Error) this.logger[level](fields, '%s', message.message);
    else this.logger[level]({ ...fields, data: message });
  }
}
