import { Injectable } from '@nestjs/common';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { InjectDatabase, type Database } from '../../database/index.js';
import { personalTokens, sessions, users, type PersonalTokenRow, type UserRow } from '../../database/schema/accounts.js';
import { preferencesOf } from '../../users/account-view.js';
import { AccessTokens } from '../access-tokens.service.js';
import { hashToken } from '../hash-token.js';
import type { Principal } from '../principal.js';
import { PrincipalCache, type ProvenCredential } from './principal-cache.js';

/** `lastUsedAt` of a token is as exact as this, in milliseconds, and costs a write no oftener. */
const LAST_USED_STEP_MS = 60_000;

type Load = (hash: string) => Promise<ProvenCredential | undefined>;

function principalOf(user: UserRow, proof: Pick<Principal, 'via' | 'sessionId' | 'scopes' | 'models'>): Principal {
  const { id, email, plan, role } = user;
  return Object.freeze({ userId: id, email, plan, role, preferences: Object.freeze(preferencesOf(user)), ...proof });
}

function limitsOf({ scopes, models }: Pick<PersonalTokenRow, 'scopes' | 'models'>): Pick<Principal, 'scopes' | 'models'> {
  return { ...(scopes === null ? {} : { scopes }), ...(models === null ? {} : { models }) };
}

/** Finds who is behind a credential. In steady state that is one hash and one look into a Map, without a promise. */
@Injectable()
export class PrincipalResolver {
  private readonly pending = new Map<string, Promise<ProvenCredential | undefined>>();

  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly cache: PrincipalCache,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** A personal token by its `hashToken`; undefined (in the end) when it is unknown, deleted or expired. */
  byTokenHash(hash: string): ProvenCredential | Promise<ProvenCredential | undefined> {
    return this.resolve(hash, this.#loadToken);
  }

  /** An access cookie; undefined when it is forged, expired or signed out. */
  byCookie(cookie: string): ProvenCredential | Promise<ProvenCredential | undefined> {
    return this.resolve(hashToken(cookie), () => this.loadSession(cookie));
  }

  private resolve(hash: string, load: Load): ProvenCredential | Promise<ProvenCredential | undefined> {
    return this.cache.get(hash) ?? this.pending.get(hash) ?? this.loadOnce(hash, load);
  }

  private loadOnce(hash: string, load: Load): Promise<ProvenCredential | undefined> {
    const { generation } = this.cache;
    const loading = load(hash)
      .then((proven) => {
        if (proven) this.cache.put(hash, proven, generation);
        return proven;
      })
      .finally(() => this.pending.get(hash) === loading && this.pending.delete(hash));
    this.pending.set(hash, loading);
    return loading;
  }

  readonly #loadToken = async (hash: string): Promise<ProvenCredential | undefined> => {
    const rows = await this.database
      .select({ user: users, token: personalTokens })
      .from(personalTokens)
      .innerJoin(users, eq(users.id, personalTokens.userId))
      .where(and(eq(personalTokens.hash, hash), sql`${personalTokens.expiresAt} > now()`, isNull(users.lockedAt)));
    const row = rows[0];
    if (row === undefined) return undefined;
    const { id, lastUsedAt, expiresAt } = row.token;
    if (Date.now() - (lastUsedAt?.getTime() ?? 0) > LAST_USED_STEP_MS) this.touch(id);
    return { principal: principalOf(row.user, { via: 'token', ...limitsOf(row.token) }), expiresAt: expiresAt.getTime() };
  };

  /** Nobody waits for it, and nothing depends on it. */
  private touch(id: string): void {
    this.database
      .update(personalTokens)
      .set({ lastUsedAt: sql`now()` })
      .where(eq(personalTokens.id, id))
      .catch(() => undefined);
  }

  private async loadSession(cookie: string): Promise<ProvenCredential | undefined> {
    const claims = await this.accessTokens.read(cookie);
    if (claims === undefined) return undefined;
    const { sessionId, userId, expiresAt } = claims;
    const rows = await this.database
      .select({ user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sessionId), eq(users.id, userId), sql`${sessions.expiresAt} > now()`, isNull(users.lockedAt)));
    const user = rows[0]?.user;
    if (user === undefined) return undefined;
    return {
      principal: principalOf(user, { via: 'cookie', sessionId }),
      expiresAt,
      xsrfToken: this.accessTokens.xsrfTokenOf(sessionId),
    };
  }
}
