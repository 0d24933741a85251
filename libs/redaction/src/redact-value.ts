import { isSecretName } from './redact-headers.js';
import { REDACTED, redactText } from './redact-text.js';

/** What `redactValue` makes: plain JSON data without cycles. */
export type Redacted = string | number | boolean | null | Redacted[] | { [name: string]: Redacted };

/** What `redactError` makes of an error. */
export interface RedactedError {
  type: string;
  message: string;
  stack?: string;
  cause?: Redacted;
  /** Of an AggregateError. */
  errors?: Redacted;
  [field: string]: Redacted | undefined;
}

const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
/** Characters of one string; cut after masking, so that no half of a key stays. */
const MAX_TEXT = 16_384;

/**
 * A copy of any value that may be logged: every string in it masked, fields with secret names and binary
 * data left out, cycles and depth cut. Never throws, and runs no getter of the value.
 */
export function redactValue(value: unknown, secrets?: readonly string[]): Redacted {
  return new Copier(secrets).copy(value, 0);
}

/** `redactValue` for what was thrown: message, stack, cause chain, AggregateError and own fields. */
export function redactError(error: unknown, secrets?: readonly string[]): RedactedError {
  const copy = redactValue(error, secrets);
  if (error instanceof Error && typeof copy === 'object' && copy !== null && !Array.isArray(copy))
    return copy as RedactedError;
  return { type: typeof error, message: typeof copy === 'string' ? copy : JSON.stringify(copy) };
}

class Copier {
  readonly #ancestors = new Set<object>();

  constructor(private readonly secrets: readonly string[] | undefined) {}

  copy(value: unknown, depth: number): Redacted {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return Number.isFinite(value) ? this.#number(value) : String(value);
      case 'boolean':
        return value;
      case 'bigint':
        return this.#text(String(value));
      case 'symbol':
        return this.#text(String(value));
      case 'function':
        return '[function]';
      case 'undefined':
        return null;
      default:
        return value === null ? null : this.#object(value as object, depth);
    }
  }

  #object(value: object, depth: number): Redacted {
    if (this.#ancestors.has(value)) return '[circular]';
    if (depth > MAX_DEPTH) return '[too deep]';
    this.#ancestors.add(value);
    try {
      return this.#known(value, depth);
    } catch {
      return '[unreadable]';
    } finally {
      this.#ancestors.delete(value);
    }
  }

  #known(value: object, depth: number): Redacted {
    if (value instanceof Error) return this.#error(value, depth);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return this.#list(value, depth);
    if (value instanceof Set) return this.#list([...value], depth);
    if (value instanceof Map)
      return this.#fields(
        [...value].map(([name, item]) => [String(name), item]),
        depth,
      );
    if (value instanceof URL) return this.#text(value.href);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.copy(toJSON.call(value), depth + 1);
    return this.#fields(ownFields(value), depth);
  }

  #error(error: Error, depth: number): Redacted {
    const named = ownFields(error).filter(([name]) => !['message', 'stack', 'cause', 'errors', 'name'].includes(name));
    const copy: { [name: string]: Redacted } = {
      type: this.#text(String(error.name)),
      message: this.#text(String(error.message)),
    };
    if (typeof error.stack === 'string') copy['stack'] = this.#text(error.stack);
    if (error.cause !== undefined) copy['cause'] = this.copy(error.cause, depth + 1);
    if (error instanceof AggregateError) copy['errors'] = this.copy(error.errors, depth + 1);
    return { ...this.#fields(named, depth), ...copy };
  }

  #list(items: readonly unknown[], depth: number): Redacted {
    const copy = items.slice(0, MAX_ITEMS).map((item) => this.copy(item, depth + 1));
    if (items.length > MAX_ITEMS) copy.push(`[${items.length - MAX_ITEMS} more]`);
    return copy;
  }

  #fields(fields: ReadonlyArray<readonly [string, unknown]>, depth: number): { [name: string]: Redacted } {
    const copy: { [name: string]: Redacted } = {};
    for (const [name, item] of fields.slice(0, MAX_ITEMS)) {
      copy[this.#text(name)] = isSecretName(name) ? REDACTED : this.copy(item, depth + 1);
    }
    return copy;
  }

  #text(text: string): string {
    const masked = redactText(text, this.secrets);
    return masked.length > MAX_TEXT
      ? `${masked.slice(0, MAX_TEXT)} [${masked.length - MAX_TEXT} more characters]`
      : masked;
  }

  /** A key of digits only, parsed as a number on its way, is still that key. */
  #number(value: number): number | string {
    const text = String(value);
    return this.secrets?.includes(text) === true ? REDACTED : value;
  }
}

function ownFields(value: object): [string, unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([, descriptor]) => descriptor.enumerable === true)
    .map(([name, descriptor]) => [name, descriptor.get === undefined ? descriptor.value : '[getter]']);
}
