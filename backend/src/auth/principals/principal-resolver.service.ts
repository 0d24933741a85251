import { Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { InjectDatabase, personalTokens, sessions, spendingLimits, users, type Database, type PersonalTokenRow, type UserRow } from '../../database/index.js';
import { preferencesOf } from '../../users/index.js';
import { AccessTokens } from '../access-tokens.service.js';
import { hashToken } from '../hash-token.js';
import type { Principal } from '../../access/index.js';
import { tooManyCredentials } from '../rate-limits/too-many-credentials.js';
import { GoodTokens } from './good-tokens.js';
import { GroupedLookup } from './grouped-lookup.js';
import { PrincipalCache, type ProvenCredential } from './principal-cache.js';

/** `lastUsedAt` of a token is as exact as this, in milliseconds, and costs a write no oftener. */
const LAST_USED_STEP_MS = 60_000;

/** Between two looks for tokens of addresses from which many came that nobody has, in milliseconds. */
const SUSPECT_PAUSE_MS = 250;
/** Such tokens wait in a line of this many, about a second long; more are refused. */
const MAX_SUSPECTS = 2_000;
/** For the refused, in seconds. */
const SUSPECT_RETRY_AFTER = 1;

interface TokenRow {
  readonly user: UserRow;
  readonly token: PersonalTokenRow;
  /** The id of the user's spending limit, if there is one; likewise the token's. */
  readonly own: string | null;
  readonly tokenLimit: string | null;
}

const ownLimits = alias(spendingLimits, 'own_limits');
const tokenLimits = alias(spendingLimits, 'token_limits');
/** A row whose limits were taken away only counts. */
const ownLimit = and(eq(ownLimits.id, users.id), or(isNotNull(ownLimits.microRubPerDay), isNotNull(ownLimits.microRubPerMonth)));

type Load = (hash: string) => Promise<ProvenCredential | undefined>;

function principalOf(user: UserRow, proof: Pick<Principal, 'via' | 'tokenId' | 'sessionId' | 'scopes' | 'models' | 'limits'>): Principal {
  const { id, email, plan, role } = user;
  return Object.freeze({ userId: id, email, plan, role, preferences: Object.freeze(preferencesOf(user)), ...proof });
}

function limitsOf({ scopes, models }: Pick<PersonalTokenRow, 'scopes' | 'models'>): Pick<Principal, 'scopes' | 'models'> {
  return { ...(scopes === null ? {} : { scopes }), ...(models === null ? {} : { models }) };
}

/** Finds who is behind a credential. In steady state that is one hash and one look into a Map. */
@Injectable()
export class PrincipalResolver {
  readonly #pending = new Map<string, Promise<ProvenCredential | undefined>>();
  readonly #tokens = new GroupedLookup<TokenRow>((hashes) => this.#findTokens(hashes));
  readonly #suspectTokens = new GroupedLookup<TokenRow>((hashes) => this.#findTokens(hashes), {
    pauseMs: SUSPECT_PAUSE_MS,
    maxWaiting: MAX_SUSPECTS,
    full: () => tooManyCredentials(SUSPECT_RETRY_AFTER),
  });
  readonly #goodTokens = new GoodTokens();

  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly cache: PrincipalCache,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** A personal token by its `hashToken`, as far as it is remembered. */
  rememberedToken(hash: string): ProvenCredential | undefined {
    return this.cache.get(hash);
  }

  /**
   * Looks a personal token up by its `hashToken`; undefined when it is unknown, deleted or expired.
   * @param isSuspect many came from the same address that nobody has: others go first, and those that were good a few
   *   minutes ago
   * @throws ByokError rate_limited when too many of suspects wait
   */
  async token(hash: string, isSuspect: boolean): Promise<ProvenCredential | undefined> {
    if (this.cache.isUnknown(hash)) return undefined;
    const { generation } = this.cache;
    const proven = await this.#resolve(hash, () => this.#loadToken(hash, isSuspect && !this.#goodTokens.has(hash) ? this.#suspectTokens : this.#tokens));
    this.#goodTokens.note(hash, proven !== undefined);
    if (proven === undefined) this.cache.putUnknown(hash, generation);
    return proven;
  }

  /** An access cookie; undefined when it is forged, expired or signed out. */
  byCookie(cookie: string): Promise<ProvenCredential | undefined> {
    return this.#resolve(hashToken(cookie), () => this.#loadSession(cookie));
  }

  async #resolve(hash: string, load: Load): Promise<ProvenCredential | undefined> {
    return this.cache.get(hash) ?? this.#pending.get(hash) ?? this.#loadOnce(hash, load);
  }

  #loadOnce(hash: string, load: Load): Promise<ProvenCredential | undefined> {
    const { generation } = this.cache;
    const loading = load(hash)
      .then((proven) => {
        if (proven) this.cache.put(hash, proven, generation);
        return proven;
      })
      .finally(() => this.#pending.get(hash) === loading && this.#pending.delete(hash));
    this.#pending.set(hash, loading);
    return loading;
  }

  async #loadToken(hash: string, lookup: GroupedLookup<TokenRow>): Promise<ProvenCredential | undefined> {
    const row = await lookup.get(hash);
    if (row === undefined) return undefined;
    const { id, lastUsedAt, expiresAt } = row.token;
    const limits = { own: row.own !== null, ...(row.tokenLimit === null ? {} : { tokenId: id }) };
    if (Date.now() - (lastUsedAt?.getTime() ?? 0) > LAST_USED_STEP_MS) this.#touch(id);
    return { principal: principalOf(row.user, { via: 'token', tokenId: id, limits, ...limitsOf(row.token) }), expiresAt: expiresAt.getTime() };
  }

  async #findTokens(hashes: readonly string[]): Promise<ReadonlyMap<string, TokenRow>> {
    const rows = await this.database
      .select({ user: users, token: personalTokens, own: ownLimits.id, tokenLimit: tokenLimits.id })
      .from(personalTokens)
      .innerJoin(users, eq(users.id, personalTokens.userId))
      .leftJoin(ownLimits, ownLimit)
      .leftJoin(tokenLimits, eq(tokenLimits.id, personalTokens.id))
      .where(and(inArray(personalTokens.hash, [...hashes]), sql`${personalTokens.expiresAt} > now()`, isNull(users.lockedAt)));
    return new Map(rows.map((row) => [row.token.hash, row]));
  }

  /** Nobody waits for it, and nothing depends on it. */
  #touch(id: string): void {
    this.database
      .update(personalTokens)
      .set({ lastUsedAt: sql`now()` })
      .where(eq(personalTokens.id, id))
      .catch(() => undefined);
  }

  async #loadSession(cookie: string): Promise<ProvenCredential | undefined> {
    const claims = await this.accessTokens.read(cookie);
    if (claims === undefined) return undefined;
    const { sessionId, userId, expiresAt } = claims;
    const rows = await this.database
      .select({ user: users, own: ownLimits.id })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .leftJoin(ownLimits, ownLimit)
      .where(and(eq(sessions.id, sessionId), eq(users.id, userId), sql`${sessions.expiresAt} > now()`, isNull(users.lockedAt)));
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      principal: principalOf(row.user, { via: 'cookie', sessionId, limits: { own: row.own !== null } }),
      expiresAt,
      xsrfToken: this.accessTokens.xsrfTokenOf(sessionId),
    };
  }
}
