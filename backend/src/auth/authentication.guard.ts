import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { assertBelievedAccount } from './believed-account.js';
import { rememberHash, rememberedHash } from './connection-token.js';
import { Cookies } from './cookies.js';
import { hashToken } from './hash-token.js';
import { presentedTokens, presentsToken, repeatsAuthorization } from './presented-credentials.js';
import type { ProvenCredential } from './principals/principal-cache.js';
import type { Principal } from './principal.js';
import { PrincipalResolver } from './principals/principal-resolver.service.js';
import { accessOf, type RouteAccess } from './route-access.js';
import { Xsrf, isUnsafe } from './xsrf.js';

type Proof = ProvenCredential | undefined;

const refusedToken = () =>
  new ByokError('unauthenticated', 'The access token is malformed, unknown, deleted or expired: make a new one in your account, or leave the header out.');

/**
 * Decides who may call, for every route that is not `@Open()`, and sets `request.principal`, before a byte of the body is
 * read. Answers without a promise while the caller is remembered.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly resolver: PrincipalResolver,
    private readonly cookies: Cookies,
    private readonly xsrf: Xsrf,
  ) {}

  /** @throws ByokError unauthenticated, conflict, forbidden or csrf_failed */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context);
    if (access.open && !access.cookieOnly) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access.open && !presentsToken(request.headers)) return true;
    const proof = this.prove(request);
    if (proof instanceof Promise) return proof.then((proven) => this.admit(request, access, proven));
    return this.admit(request, access, proof);
  }

  private prove(request: FastifyRequest): Proof | Promise<Proof> {
    const { headers, rawHeaders, socket } = request.raw;
    const known = rememberedHash(socket, headers);
    if (known !== undefined && !repeatsAuthorization(rawHeaders)) return refuseUnknown(this.resolver.byTokenHash(known));
    const tokens = presentedTokens(headers);
    if (tokens === 'malformed' || (tokens.length > 0 && repeatsAuthorization(rawHeaders))) throw refusedToken();
    if (tokens.length === 1) {
      const hash = hashToken(tokens[0] as string);
      rememberHash(socket, headers, hash);
      return refuseUnknown(this.resolver.byTokenHash(hash));
    }
    if (tokens.length > 1) return Promise.all(tokens.map((token) => this.resolver.byTokenHash(hashToken(token)))).then(sameUser);
    const cookie = this.cookies.read(request, 'access');
    return cookie === undefined ? undefined : this.resolver.byCookie(cookie);
  }

  private admit(request: FastifyRequest, access: RouteAccess, proof: Proof): true {
    if (access.cookieOnly && presentsToken(request.headers)) {
      throw new ByokError('forbidden', 'An access token may not be used here: sign in with e-mail and password.');
    }
    if (proof === undefined) throw notSignedIn();
    if (proof.principal.via === 'cookie') assertBelievedAccount(request, proof.principal.userId);
    if (proof.xsrfToken !== undefined && isUnsafe(request.method)) this.xsrf.assert(request, proof.xsrfToken);
    if (access.roles && !access.roles.includes(proof.principal.role)) {
      throw new ByokError('forbidden', `Only the role ${access.roles.join(' or ')} may do this.`);
    }
    assertScope(proof.principal, access);
    request.principal = proof.principal;
    return true;
  }
}

/** @throws ByokError forbidden when the caller's token was not made for this route */
function assertScope({ scopes }: Principal, { scope }: RouteAccess): void {
  if (scopes === undefined || (scope !== undefined && scopes.includes(scope))) return;
  const mend = scope === undefined ? 'no token reaches it: sign in instead' : `it needs the scope ${scope}: make a token that has it in your account`;
  throw new ByokError('forbidden', `This access token has the scopes ${scopes.join(', ')}, and may not be used here: ${mend}.`);
}

const notSignedIn = () => new ByokError('unauthenticated', 'Sign in, or send a personal access token.');

function refuseUnknown(proof: ProvenCredential | Promise<Proof>): ProvenCredential | Promise<ProvenCredential> {
  return proof instanceof Promise ? proof.then((proven) => proven ?? Promise.reject(refusedToken())) : proof;
}

/** Several headers at once are fine as long as all hold and name one user. */
function sameUser(proofs: readonly Proof[]): ProvenCredential {
  const [first] = proofs;
  if (first === undefined || proofs.some((proof) => proof?.principal.userId !== first.principal.userId)) throw refusedToken();
  return first;
}
