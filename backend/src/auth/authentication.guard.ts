import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { assertBelievedAccount } from './believed-account.js';
import { Cookies } from './cookies.service.js';
import { hashToken } from './hash-token.js';
import { presentedTokens, presentsToken, repeatsAuthorization } from './presented-credentials.js';
import type { ProvenCredential } from './principals/principal-cache.js';
import { accessOf, type Principal, type RouteAccess } from '../access/index.js';
import { PrincipalResolver } from './principals/principal-resolver.service.js';
import { FailedCredentials } from './rate-limits/failed-credentials.service.js';
import { Xsrf, isUnsafe } from './xsrf.service.js';

type Proof = ProvenCredential | undefined;

const refusedToken = () =>
  new ByokError('unauthenticated', 'The access token is malformed, unknown, deleted or expired: make a new one in your account, or leave the header out.');

/**
 * Decides who may call, for every route that is not `@Open()`, and sets `request.principal`, before a byte of the body is
 * read.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly resolver: PrincipalResolver,
    private readonly cookies: Cookies,
    private readonly xsrf: Xsrf,
    private readonly failed: FailedCredentials,
  ) {}

  /** @throws ByokError unauthenticated, rate_limited, conflict, forbidden or csrf_failed */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context);
    if (access.open && !access.cookieOnly) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access.open && !presentsToken(request.headers)) return true;
    return this.#admit(request, access, await this.#prove(request));
  }

  async #prove(request: FastifyRequest): Promise<Proof> {
    const { headers, rawHeaders } = request.raw;
    const tokens = presentedTokens(headers);
    if (tokens === 'malformed' || (tokens.length > 0 && repeatsAuthorization(rawHeaders))) throw refusedToken();
    if (tokens.length > 0) return this.#proveTokens(tokens.map(hashToken), request);
    const cookie = this.cookies.read(request, 'access');
    return cookie === undefined ? undefined : this.resolver.byCookie(cookie);
  }

  /** Several at once are fine as long as all hold and name one user. */
  async #proveTokens(hashes: readonly string[], request: FastifyRequest): Promise<ProvenCredential> {
    const [only] = hashes;
    const remembered = hashes.length === 1 && only !== undefined ? this.resolver.rememberedToken(only) : undefined;
    return remembered ?? this.#lookUpTokens(hashes, request.ip);
  }

  async #lookUpTokens(hashes: readonly string[], address: string): Promise<ProvenCredential> {
    const isSuspect = this.failed.isSuspect(address);
    const proofs = await Promise.all(hashes.map((hash) => this.resolver.token(hash, isSuspect)));
    const [first] = proofs;
    if (first === undefined || proofs.some((proof) => proof?.principal.userId !== first.principal.userId)) throw this.failed.refuse(address, refusedToken());
    return first;
  }

  #admit(request: FastifyRequest, access: RouteAccess, proof: Proof): true {
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
