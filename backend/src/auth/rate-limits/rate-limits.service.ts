import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { ByokError } from '#contracts';
import { httpConfig } from '../../config/index.js';
import { InjectDatabasePool } from '../../database/index.js';
import { isHttps } from '../../http/index.js';
import { hashToken } from '../hash-token.js';
import { addressGroup } from './address-group.js';
import { FairTurns } from './fair-turns.js';
import { KnownOrigins, type SignInOrigin } from './known-origins.service.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** At most this many uses within this many seconds (contract, section 2). Login and register count apart. */
const LIMITS = {
  // Tries at one account from one address are at most those of the address, so that they need no count of their own.
  'login-address': [10, MINUTE],
  'login-strangers': [100, HOUR],
  'login-browser': [10, MINUTE],
  'register-address': [10, MINUTE],
  'register-account': [100, HOUR],
  'password-check': [10, MINUTE],
  'password-reset': [5, 15 * MINUTE],
  validate: [30, MINUTE],
} as const satisfies Record<string, readonly [points: number, seconds: number]>;
type Limit = keyof typeof LIMITS;

/** Addresses without tries that are remembered; the oldest goes first. */
const MAX_SPENT_ADDRESSES = 10_000;

/** How long the refusal of an address without tries waits, in milliseconds, and how many wait at once. */
const HOLD_BACK_MS = 250;
const MAX_HELD_BACK = 2_000;

const SIGN_INS_OF_ADDRESS = 'sign-in attempts from this address';

const PERIODS: Readonly<Record<number, string>> = { [MINUTE]: 'a minute', [15 * MINUTE]: 'in 15 minutes', [HOUR]: 'an hour' };

/** How often counts are cleared that ended an hour ago, in milliseconds. */
const CLEAR_MS = 5 * MINUTE * 1000;

/** Counts in the database, so that all API processes share the counts; keys are stored as hashes. */
@Injectable()
export class RateLimits implements OnApplicationBootstrap, OnModuleDestroy {
  /** Until when, in `performance.now()`. */
  readonly #spentAddresses = new Map<string, number>();
  /** Of tries to sign in alone. */
  readonly #turns = new FairTurns();
  /** Refusals that wait. */
  #heldBack = 0;
  #clearing: NodeJS.Timeout | undefined;
  readonly #limiters: Readonly<Record<Limit, RateLimiterPostgres>>;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @Inject(httpConfig.KEY) private readonly configuration: ConfigType<typeof httpConfig>,
    private readonly origins: KnownOrigins,
    @InjectPinoLogger(RateLimits.name) private readonly logger: PinoLogger,
  ) {
    const create = ([name, [points, duration]]: [string, readonly [number, number]]) => [
      name,
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration,
        // From here on this process refuses by itself, without a query, until the time is over.
        inMemoryBlockOnConsumed: points + 1,
        // The library's own timer can't be stopped.
        clearExpiredByTimeout: false,
      }),
    ];
    this.#limiters = Object.fromEntries(Object.entries(LIMITS).map(create)) as Record<Limit, RateLimiterPostgres>;
  }

  onModuleDestroy(): void {
    clearInterval(this.#clearing);
  }

  onApplicationBootstrap(): void {
    this.#clearing = setInterval(() => void this.#clear(), CLEAR_MS).unref();
    if (isHttps(this.configuration) && this.configuration.trustedProxies === undefined) {
      this.logger.warn('PUBLIC_URL is https, so that a proxy must stand in front, but TRUSTED_PROXIES is not set: all callers count as one address');
    }
  }

  /**
   * Runs the questions that a try to sign in costs, unless this process knows without any that its address has no more
   * tries; a browser that may have a count of its own then waits for its turn.
   * @throws ByokError rate_limited, a little later where nothing else would take time
   */
  async signIn<T>({ browser, address }: SignInOrigin, look: () => Promise<T>): Promise<T> {
    const milliseconds = (this.#spentAddresses.get(addressGroup(address)) ?? 0) - performance.now();
    if (milliseconds <= 0) return look();
    if (browser === undefined) {
      await this.#holdBack();
      throw tooMany('login-address', SIGN_INS_OF_ADDRESS, milliseconds);
    }
    return this.#heldBackWhenRefused(this.#turns.take(address, look));
  }

  /**
   * A try to sign in. Strangers can use up neither the tries of a browser that signed in to the account before,
   * nor those of an address that did.
   * @param userId of the account with this address; undefined when there is none, which nothing here lets on
   * @throws ByokError rate_limited
   */
  async login(email: string, userId: string | undefined, origin: SignInOrigin): Promise<void> {
    const known = await this.origins.recognise(userId, origin);
    if (known.browser) return this.#consume('login-browser', `${userId} ${origin.browser}`, 'sign-in attempts from this browser');
    const group = addressGroup(origin.address);
    await this.#consume('login-address', group, SIGN_INS_OF_ADDRESS, (milliseconds) => this.#spend(group, milliseconds));
    if (!known.address) await this.#consume('login-strangers', email, 'sign-in attempts for this account');
  }

  /** A try to register. @throws ByokError rate_limited */
  async register(address: string, email: string): Promise<void> {
    await this.#heldBackWhenRefused(this.#consume('register-address', addressGroup(address), 'registrations from this address'));
    await this.#consume('register-account', email, 'registrations of this account');
  }

  /** A signed-in user proves the password once more. @throws ByokError rate_limited */
  passwordCheck(userId: string): Promise<void> {
    return this.#consume('password-check', userId, 'tries of the password');
  }

  /** A link to reset an account's password, or its use. @throws ByokError rate_limited */
  passwordReset(userId: string): Promise<void> {
    return this.#consume('password-reset', userId, 'password resets of this account');
  }

  /** A key test. @throws ByokError rate_limited */
  validate(userId: string): Promise<void> {
    return this.#consume('validate', userId, 'key tests');
  }

  async #heldBackWhenRefused<T>(attempt: Promise<T>): Promise<T> {
    try {
      return await attempt;
    } catch (error) {
      if (error instanceof ByokError && error.code === 'rate_limited') await this.#holdBack();
      throw error;
    }
  }

  /** A refusal that costs nothing would be asked for thousands of times a second: each is given a little later, as long as few wait. */
  async #holdBack(): Promise<void> {
    if (this.#heldBack >= MAX_HELD_BACK) return;
    this.#heldBack += 1;
    await pause(HOLD_BACK_MS, undefined, { ref: false }).finally(() => (this.#heldBack -= 1));
  }

  async #clear(): Promise<void> {
    try {
      await this.pool.query('delete from rate_limits where expire < $1', [Date.now() - HOUR * 1000]);
    } catch (error) {
      this.logger.warn({ err: error }, 'old counts of rate limits could not be cleared; they are tried again');
    }
  }

  #spend(group: string, milliseconds: number): void {
    if (this.#spentAddresses.size >= MAX_SPENT_ADDRESSES) this.#spentAddresses.delete(this.#spentAddresses.keys().next().value as string);
    this.#spentAddresses.set(group, performance.now() + milliseconds);
  }

  async #consume(limit: Limit, key: string, what: string, onSpent?: (milliseconds: number) => void): Promise<void> {
    try {
      await this.#limiters[limit].consume(hashToken(key));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      onSpent?.(error.msBeforeNext);
      throw tooMany(limit, what, error.msBeforeNext);
    }
  }
}

function tooMany(limit: Limit, what: string, milliseconds: number): ByokError {
  const [points, duration] = LIMITS[limit];
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new ByokError('rate_limited', `Too many ${what}: ${points} ${PERIODS[duration]} are allowed. Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
}
