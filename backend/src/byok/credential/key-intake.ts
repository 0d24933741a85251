import {
  BYOK_PROVIDERS,
  ByokError,
  FALLBACK_HEADER,
  FALLBACK_POLICIES,
  KEY_HEADERS,
  KEY_LENGTH,
  TIMEOUT_HEADER,
  isFallbackPolicy,
  type ByokProviderId,
  type FallbackPolicy,
} from '#contracts';
import { looksLikeEnvelope } from '#transit';

const PROVIDER_OF = new Map<string, ByokProviderId>(
  BYOK_PROVIDERS.map((provider) => [KEY_HEADERS[provider], provider]),
);

/** A name that would carry a key. */
const KEY_NAME = /^x-byok-.*-key/;

/** The second and third own key of a provider. */
function isFurtherKey(name: string): boolean {
  return /-key-[23]$/.test(name) && PROVIDER_OF.has(name.slice(0, -2));
}

/** What a request brought in `x-byok-*` headers. Prints without its values; holds them until they are opened. */
export class KeyIntake {
  readonly #values = new Map<ByokProviderId, string>();
  readonly #names: string[] = [];
  #fallback: FallbackPolicy | undefined;
  #timeoutMs: number | undefined;
  #failure: ByokError | undefined;

  /** Of every `x-byok-*` header that came, in lower case. */
  get names(): readonly string[] {
    return this.#names;
  }

  get fallback(): FallbackPolicy | undefined {
    return this.#fallback;
  }

  /** Milliseconds that the own key has to its first byte. */
  get timeoutMs(): number | undefined {
    return this.#timeoutMs;
  }

  /** Why the request must be refused, once its caller is known to be allowed to ask at all. */
  get failure(): ByokError | undefined {
    return this.#failure;
  }

  /** @param name of the header in lower case, starting with `x-byok-` */
  take(name: string, value: string): void {
    this.#names.push(name);
    const provider = PROVIDER_OF.get(name);
    if (provider !== undefined) this.#takeKey(provider, value);
    else if (name === FALLBACK_HEADER) this.#takeFallback(value);
    else if (name === TIMEOUT_HEADER) this.#takeTimeout(value);
    else if (KEY_NAME.test(name) && !isFurtherKey(name)) {
      this.fail(
        malformed(`A header names a provider that takes no key here; known are ${[...PROVIDER_OF.keys()].join(', ')}.`),
      );
    }
  }

  /** Keeps the first reason and lets go of the values. */
  fail(failure: ByokError): void {
    this.#failure ??= failure;
    this.#values.clear();
  }

  /** Hands the values over once; empty headers mean no key. */
  drain(): [ByokProviderId, string][] {
    const entries: [ByokProviderId, string][] = [];
    for (const [provider, value] of this.#values) if (value !== '') entries.push([provider, value]);
    this.#values.clear();
    return entries;
  }

  #takeKey(provider: ByokProviderId, value: string): void {
    if (this.#values.has(provider))
      return this.fail(malformed(`The header ${KEY_HEADERS[provider]} came more than once; send it once.`));
    if (value !== '' && !looksLikeEnvelope(value) && !isKeyText(value)) {
      return this.fail(
        malformed(
          `The value of ${KEY_HEADERS[provider]} is no key: a key has ${KEY_LENGTH.min} to ${KEY_LENGTH.max} printable ` +
            'ASCII characters without spaces, or is an envelope that starts with "byok1.". Copy the key again, without "Bearer" or quotes around it.',
        ),
      );
    }
    this.#values.set(provider, value);
  }

  #takeFallback(value: string): void {
    if (this.#fallback !== undefined)
      return this.fail(malformed(`The header ${FALLBACK_HEADER} came more than once; send it once.`));
    if (!isFallbackPolicy(value))
      return this.fail(malformed(`${FALLBACK_HEADER} must be one of ${FALLBACK_POLICIES.join(', ')}.`));
    this.#fallback = value;
  }

  #takeTimeout(value: string): void {
    if (this.#timeoutMs !== undefined) return this.fail(invalidTimeout('came more than once; send it once'));
    const milliseconds = /^\d{1,8}$/.test(value) ? Number(value) : 0;
    if (milliseconds < 1 || milliseconds > LONGEST_TIMEOUT_MS) {
      return this.fail(invalidTimeout(`must be a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT_MS}`));
    }
    this.#timeoutMs = milliseconds;
  }
}

/** A day: who wants to wait longer needs no limit. */
const LONGEST_TIMEOUT_MS = 86_400_000;

function isKeyText(value: string): boolean {
  if (value.length < KEY_LENGTH.min || value.length > KEY_LENGTH.max) return false;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

function invalidTimeout(message: string): ByokError {
  return new ByokError('invalid_input', `The header ${TIMEOUT_HEADER} ${message}.`, { errors: [{ field: TIMEOUT_HEADER, message }] });
}

function malformed(message: string): ByokError {
  return new ByokError('key_malformed', message);
}
