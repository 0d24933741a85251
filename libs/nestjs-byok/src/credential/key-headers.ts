import {
  BYOK_PROVIDERS,
  ByokError,
  FALLBACK_HEADER,
  FALLBACK_POLICIES,
  KEY_HEADERS,
  KEY_LENGTH,
  KEY_PLACES,
  TIMEOUT_HEADER,
  isFallbackPolicy,
  isKeyText,
  keyHeaderOf,
  type ByokProviderId,
  type FallbackPolicy,
  type KeyPlace,
  type PlainKeyText,
  type RequestEnvelope,
} from '#contracts';
import { looksLikeEnvelope } from '#transit';

/** Whose key a header carries, and which of them. */
interface KeySlot {
  readonly provider: ByokProviderId;
  readonly place: KeyPlace;
}

const SLOTS = new Map<string, KeySlot>(
  BYOK_PROVIDERS.flatMap((provider) => KEY_PLACES.map((place) => [keyHeaderOf(provider, place), { provider, place }] as const)),
);
const KNOWN_HEADERS = Object.values(KEY_HEADERS).join(', ');

/** A name under which somebody means to send a key; ignored, it would let the platform pay without a word. */
const KEY_NAME = /^x-byok-(?:.*key|(?:openai|anthropic|claude|gemini|google|cloudru)(?:-\d+)?$)/;

/** What a key header may hold. */
export type KeyHeaderValue = PlainKeyText | RequestEnvelope;

/** A key as it came: plain or sealed. */
export interface GivenKey extends KeySlot {
  readonly value: KeyHeaderValue;
}

/** What a request brought in `x-byok-*` headers. Prints without its values; holds them until they are opened. */
export class KeyHeaders {
  /** By the header's name. */
  readonly #values = new Map<string, KeyHeaderValue | ''>();
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
    if (SLOTS.has(name)) this.#takeKey(name, value);
    else if (name === FALLBACK_HEADER) this.#takeFallback(value);
    else if (name === TIMEOUT_HEADER) this.#takeTimeout(value);
    else if (KEY_NAME.test(name)) {
      this.fail(malformed(`A header that would carry a key has a name that is not known here; known are ${KNOWN_HEADERS}, each also with -2 and -3 behind it.`));
    }
  }

  /** Keeps the first reason and lets go of the values. */
  fail(failure: ByokError): void {
    this.#failure ??= failure;
    this.#values.clear();
  }

  /** Hands the values over once; empty headers mean no key. */
  drain(): GivenKey[] {
    const keys: GivenKey[] = [];
    for (const [name, value] of this.#values) if (value !== '') keys.push({ ...(SLOTS.get(name) as KeySlot), value });
    this.#values.clear();
    return keys;
  }

  #takeKey(name: string, value: string): void {
    if (this.#values.has(name)) return this.fail(malformed(`The header ${name} came more than once; send it once.`));
    if (value !== '' && !looksLikeEnvelope(value) && !isKeyText(value)) {
      return this.fail(
        malformed(
          `The value of ${name} is no key: a key has ${KEY_LENGTH.min} to ${KEY_LENGTH.max} printable ` +
            'ASCII characters without spaces, or is an envelope that starts with "byok1.". Copy the key again, without "Bearer" or quotes around it.',
        ),
      );
    }
    this.#values.set(name, value);
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
    if (milliseconds < 1 || milliseconds > MAX_TIMEOUT_MS) {
      return this.fail(invalidTimeout(`must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`));
    }
    this.#timeoutMs = milliseconds;
  }
}

/** A day: who wants to wait longer needs no limit. */
const MAX_TIMEOUT_MS = 86_400_000;

function invalidTimeout(message: string): ByokError {
  return new ByokError('invalid_input', `The header ${TIMEOUT_HEADER} ${message}.`, { errors: [{ field: TIMEOUT_HEADER, message }] });
}

function malformed(message: string): ByokError {
  return new ByokError('key_malformed', message);
}
