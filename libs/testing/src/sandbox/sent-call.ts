import type { ProviderId } from '#contracts';
import { redactText } from '#redaction';
import { fingerprintOf, type SandboxCall } from '#sandbox';
import { PLACES, type Place, type Searchable } from '../search/places.js';

/**
 * A request that a provider was sent. What it shows, to a reader and to Jest's reports, has the keys masked;
 * `toHoldNoKey` looks at what really came. The header that carries the key to the provider is not part of it.
 */
export class SentCall implements Searchable {
  readonly #call: SandboxCall;
  readonly #body: Buffer;
  readonly #keys: () => readonly string[];

  /** @param keys what is masked: the presented key and those that the test made */
  constructor(call: SandboxCall, body: Buffer, keys: () => readonly string[]) {
    this.#call = call;
    this.#body = body;
    this.#keys = keys;
  }

  get provider(): ProviderId {
    return this.#call.provider;
  }

  get method(): string {
    return this.#call.method;
  }

  /** Path and query. */
  get path(): string {
    return this.#masked(this.#call.path);
  }

  /** What was answered; undefined until then. */
  get status(): number | undefined {
    return this.#call.status;
  }

  /** Whether the caller went away before the answer was complete. */
  get aborted(): boolean {
    return this.#call.aborted;
  }

  /** Bytes of the body. */
  get size(): number {
    return this.#body.length;
  }

  usedKey(key: string): boolean {
    return this.#call.keyFingerprint === fingerprintOf(key);
  }

  header(name: string): string | undefined {
    const value = this.#call.headers[name.toLowerCase()];
    return value === undefined ? undefined : this.#masked(String(value));
  }

  text(): string {
    return this.#masked(this.#body.toString('utf8'));
  }

  /** The body as JSON. The caller names the type that it expects. @throws SyntaxError when it is none */
  json<T = Record<string, unknown>>(): T {
    return JSON.parse(this.text()) as T;
  }

  *[PLACES](): Generator<Place> {
    yield { where: 'path', content: this.#call.path };
    for (const [name, value] of Object.entries(this.#call.headers)) yield { where: `header ${name}`, content: `${name}: ${String(value)}` };
    yield { where: 'body', content: this.#body };
  }

  /** What Jest prints. */
  toJSON(): Record<string, unknown> {
    const { provider, method, path, status, size } = this;
    return { provider, method, path, status, key: this.#call.keyFingerprint?.slice(0, 8) ?? 'none', bodyBytes: size };
  }

  #masked(text: string): string {
    return redactText(text, this.#keys());
  }
}
