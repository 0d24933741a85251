import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ACCOUNT_HEADER } from '#contracts';
import { KeyIntake } from './key-intake.js';
import { hasKeyCookie, hasKeyParameter, misplacedKey } from './misplaced-keys.js';

const PREFIX = 'x-byok-';
const INTAKE = Symbol('byok.intake');

type RequestWithIntake = FastifyRequest & { [INTAKE]?: KeyIntake };

/**
 * Moves every `x-byok-*` header that may hold a key out of the request, so that nothing later sees, logs or forwards one, and
 * looks for keys in the query and in cookies. Never throws: a caller who isn't signed in gets 401 first, so
 * a failure waits for the `KeyPlacementGuard`. A query with a key in it is cut off the URL at once.
 */
export function takeByokHeaders(request: FastifyRequest): void {
  const { raw } = request;
  const list = raw.rawHeaders;
  let intake: KeyIntake | undefined;
  let kept = 0;
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] as string;
    const value = list[index + 1] as string;
    if (isByokName(name) && !isAccountName(name)) {
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
    // Node makes this object of the list above for the first who asks: nobody should have, yet.
    for (const name of intake.names) if (raw.headers[name] !== undefined) delete raw.headers[name];
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

/**
 * Has keys taken out of every request. `ByokModule` does it; an application whose adapter has `onRequest` hooks of its
 * own does it before them, so that none of them sees a key.
 */
export function registerKeyIntake(fastify: FastifyInstance): void {
  if (fastify.hasRequestDecorator(INTAKE as unknown as string)) return;
  fastify.decorateRequest(INTAKE as unknown as string, null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    takeByokHeaders(request);
    done();
  });
}

export function intakeOf(request: FastifyRequest): KeyIntake | undefined {
  return (request as RequestWithIntake)[INTAKE] ?? undefined;
}

/** Names an account, not a key; authentication reads it. */
function isAccountName(name: string): boolean {
  return name.length === ACCOUNT_HEADER.length && name.toLowerCase() === ACCOUNT_HEADER;
}

function isByokName(name: string): boolean {
  const first = name.charCodeAt(0);
  return (
    (first === 0x78 || first === 0x58) &&
    name.length > PREFIX.length &&
    name.slice(0, PREFIX.length).toLowerCase() === PREFIX
  );
}
