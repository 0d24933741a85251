import type { Plan, Preferences, Role, TokenScope } from '#contracts';

/** Who is calling; set on the request by the authentication guard. */
export interface Principal {
  readonly userId: string;
  readonly email: string;
  readonly plan: Plan;
  readonly role: Role;
  readonly preferences: Preferences;
  /** How the caller proved it: unsafe methods with the cookie also need the XSRF header. */
  readonly via: 'cookie' | 'token';
  /** The sign-in that the cookie belongs to. */
  readonly sessionId?: string;
  /** The token by which the call came; absent for cookies. */
  readonly tokenId?: string;
  /** What a token reaches; absent for cookies, and for tokens made before there were scopes. */
  readonly scopes?: readonly TokenScope[];
  /** Catalog ids to which a token is limited; absent: all that the plan allows. */
  readonly models?: readonly string[];
  /** Which spending limits hold: the user's for their own keys, as far as is known; and the token's, when it has one. */
  readonly limits?: { readonly own: boolean; readonly tokenId?: string };
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}
