import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { ByokError } from '#contracts';
import { httpConfig } from '../../config/index.js';
import { InjectDatabasePool } from '../../database/index.js';
import { isHttps } from '../../http/security-headers.js';
import { hashToken } from '../hash-token.js';
import { addressGroup } from './address-group.js';
import { KnownOrigins, type SignInOrigin } from './known-origins.service.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Uses in so many seconds (contract, section 2). Login and register count apart. */
const LIMITS = {
  // Whoever has one address has at most as many tries at one account from there, so that one isn't counted by itself.
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

const PERIODS: Readonly<Record<number, string>> = { [MINUTE]: 'a minute', [15 * MINUTE]: 'in 15 minutes', [HOUR]: 'an hour' };

/** How often counts are cleared that ended an hour ago, in milliseconds. */
const CLEAR_MS = 5 * MINUTE * 1000;

/** Counts in the database, so that all API processes share the counts; keys are stored as hashes. */
@Injectable()
export class RateLimits implements OnApplicationBootstrap, OnModuleDestroy {
  private clearing: NodeJS.Timeout | undefined;
  private readonly limiters: Readonly<Record<Limit, RateLimiterPostgres>>;

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
    this.limiters = Object.fromEntries(Object.entries(LIMITS).map(create)) as Record<Limit, RateLimiterPostgres>;
  }

  onModuleDestroy(): void {
    clearInterval(this.clearing);
  }

  onApplicationBootstrap(): void {
    this.clearing = setInterval(() => void this.clear(), CLEAR_MS).unref();
    if (isHttps(this.configuration) && this.configuration.trustedProxies === undefined) {
      this.logger.warn('PUBLIC_URL is https, so that a proxy must stand in front, but TRUSTED_PROXIES is not set: all callers count as one address');
    }
  }

  /**
   * A try to sign in. Strangers can use up neither the tries of a browser that signed in to the account before,
   * nor those of an address that did.
   * @param userId of the account with this address; undefined when there is none, which nothing here lets on
   * @throws ByokError rate_limited
   */
  async login(email: string, userId: string | undefined, origin: SignInOrigin): Promise<void> {
    const known = await this.origins.recognise(userId, origin);
    if (known.browser) return this.consume('login-browser', `${userId} ${origin.browser}`, 'sign-in attempts from this browser');
    await this.consume('login-address', addressGroup(origin.address), 'sign-in attempts from this address');
    if (!known.address) await this.consume('login-strangers', email, 'sign-in attempts for this account');
  }

  /** A try to register. @throws ByokError rate_limited */
  async register(address: string, email: string): Promise<void> {
    await this.consume('register-address', addressGroup(address), 'registrations from this address');
    await this.consume('register-account', email, 'registrations of this account');
  }

  /** A signed-in user proves the password once more. @throws ByokError rate_limited */
  passwordCheck(userId: string): Promise<void> {
    return this.consume('password-check', userId, 'tries of the password');
  }

  /** A link to reset an account's password, or its use. @throws ByokError rate_limited */
  passwordReset(userId: string): Promise<void> {
    return this.consume('password-reset', userId, 'password resets of this account');
  }

  /** A key test. @throws ByokError rate_limited */
  validate(userId: string): Promise<void> {
    return this.consume('validate', userId, 'key tests');
  }

  private async clear(): Promise<void> {
    try {
      await this.pool.query('delete from rate_limits where expire < $1', [Date.now() - HOUR * 1000]);
    } catch (error) {
      this.logger.warn({ err: error }, 'old counts of rate limits could not be cleared; they are tried again');
    }
  }

  private async consume(limit: Limit, key: string, what: string): Promise<void> {
    try {
      await this.limiters[limit].consume(hashToken(key));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const [points, duration] = LIMITS[limit];
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new ByokError('rate_limited', `Too many ${what}: ${points} ${PERIODS[duration]} are allowed. Try again in ${seconds} s.`, {
        retryAfterSeconds: seconds,
      });
    }
  }
}
