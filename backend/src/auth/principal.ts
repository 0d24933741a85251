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
  /** What a token reaches; absent for cookies, and for tokens made before there were scopes. */
  readonly scopes?: readonly TokenScope[];
  /** Catalog ids to which a token is limited; absent: all that the plan allows. */
  readonly models?: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}
