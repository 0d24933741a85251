import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  BYOK_PROVIDERS,
  ByokError,
  FALLBACK_HEADER,
  FALLBACK_POLICIES,
  KEY_HEADERS,
  KEY_LENGTH,
  isFallbackPolicy,
  type ByokProviderId,
  type FallbackPolicy,
} from '#contracts';
import { looksLikeEnvelope } from '#transit';
import { hasKeyCookie, hasKeyParameter, misplacedKey } from './misplaced-keys.js';

const PREFIX = 'x-byok-';
const PROVIDER_OF = new Map<string, ByokProviderId>(BYOK_PROVIDERS.map((provider) => [KEY_HEADERS[provider], provider]));

/** What a request brought in `x-byok-*` headers. Prints without its values; holds them until they are opened. */
export class KeyIntake {
  readonly #values = new Map<ByokProviderId, string>();
  #fallback: FallbackPolicy | undefined;
  #failure: ByokError | undefined;

  get fallback(): FallbackPolicy | undefined {
    return this.#fallback;
  }

  /** Why the request must be refused, once its caller is known to be allowed to ask at all. */
  get failure(): ByokError | undefined {
    return this.#failure;
  }

  /** @param name of the header in lower case, starting with `x-byok-` */
  take(name: string, value: string): void {
    const provider = PROVIDER_OF.get(name);
    if (provider !== undefined) this.#takeKey(provider, value);
    else if (name === FALLBACK_HEADER) this.#takeFallback(value);
    else if (name.endsWith('-key')) {
      this.fail(malformed(`A header names a provider that takes no key here; known are ${[...PROVIDER_OF.keys()].join(', ')}.`));
    }
  }

  /** Keeps the first reason and lets go of the values. */
  fail(failure: ByokError): void {
    this.#failure ??= failure;
    this.#values.clear();
  }

  /** Hands each value over once; empty headers mean no key. */
  *drain(): Generator<[ByokProviderId, string]> {
    for (const entry of this.#values) {
      this.#values.delete(entry[0]);
      if (entry[1] !== '') yield entry;
    }
  }

  #takeKey(provider: ByokProviderId, value: string): void {
    if (this.#values.has(provider)) return this.fail(malformed(`The header ${KEY_HEADERS[provider]} came more than once; send it once.`));
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
    if (this.#fallback !== undefined) return this.fail(malformed(`The header ${FALLBACK_HEADER} came more than once; send it once.`));
    if (!isFallbackPolicy(value)) return this.fail(malformed(`${FALLBACK_HEADER} must be one of ${FALLBACK_POLICIES.join(', ')}.`));
    this.#fallback = value;
  }
}

const INTAKE = Symbol('byok.intake');

type RequestWithIntake = FastifyRequest & { [INTAKE]?: KeyIntake };

/**
 * Moves every `x-byok-*` header out of the request, so that nothing later sees, logs or forwards one, and
 * looks for keys in the query and in cookies. Never throws: a caller who isn't signed in gets 401 first, so
 * a failure waits for the `CredentialInterceptor`. A query with a key in it is cut off the URL at once.
 */
export function takeByokHeaders(request: FastifyRequest): void {
  const { raw } = request;
  const list = raw.rawHeaders;
  let intake: KeyIntake | undefined;
  let kept = 0;
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] as string;
    const value = list[index + 1] as string;
    if (isByokName(name)) {
      intake ??= new KeyIntake();
      intake.take(name.toLowerCase(), value);
    } else {
      if (kept !== index) {
        list[kept] = name;
        list[kept + 1] = value;
      }
      kept += 2;
    }
  }
  if (intake !== undefined) {
    list.length = kept;
    for (const name in raw.headers) if (name.startsWith(PREFIX)) delete raw.headers[name];
  }

  const { cookie } = raw.headers;
  if (cookie !== undefined && hasKeyCookie(cookie)) {
    intake ??= new KeyIntake();
    intake.fail(misplacedKey('a cookie'));
  }

  const url = raw.url ?? '';
  const query = url.indexOf('?');
  if (query !== -1 && hasKeyParameter(url.slice(query + 1))) {
    intake ??= new KeyIntake();
    intake.fail(misplacedKey('a query parameter'));
    raw.url = url.slice(0, query);
    request.query = {};
  }

  if (intake !== undefined) (request as RequestWithIntake)[INTAKE] = intake;
}

/** Must be called before any other `onRequest` hook is added, so that none of them sees a key. */
export function registerKeyIntake(fastify: FastifyInstance): void {
  fastify.decorateRequest(INTAKE as unknown as string, null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    takeByokHeaders(request);
    done();
  });
}

export function intakeOf(request: FastifyRequest): KeyIntake | undefined {
  return (request as RequestWithIntake)[INTAKE] ?? undefined;
}

function isByokName(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first === 0x78 || first === 0x58) && name.length > PREFIX.length && name.slice(0, PREFIX.length).toLowerCase() === PREFIX;
}

function isKeyText(value: string): boolean {
  if (value.length < KEY_LENGTH.min || value.length > KEY_LENGTH.max) return false;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

function malformed(message: string): ByokError {
  return new ByokError('key_malformed', message);
}
