import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { ByokError } from '#contracts';
import { InjectDatabasePool } from '../../database/index.js';
import { hashToken } from '../hash-token.js';
import { addressGroup } from './address-group.js';

/** Uses per minute (contract, section 2). Login and register count apart. */
const LIMITS = {
  'login-address': 10,
  'login-account': 10,
  'register-address': 10,
  'register-account': 10,
  validate: 30,
} as const;
type Limit = keyof typeof LIMITS;

const SECONDS = 60;

/** Counts in the database, so that all API processes share the counts; keys are stored as hashes. */
@Injectable()
export class RateLimits {
  private readonly limiters: Readonly<Record<Limit, RateLimiterPostgres>>;

  constructor(@InjectDatabasePool() pool: Pool) {
    const create = ([name, points]: [string, number]) => [
      name,
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration: SECONDS,
        // From here on this process refuses by itself, without a query, until the minute is over.
        inMemoryBlockOnConsumed: points + 1,
      }),
    ];
    this.limiters = Object.fromEntries(Object.entries(LIMITS).map(create)) as Record<Limit, RateLimiterPostgres>;
  }

  /** A try to sign in. @throws ByokError rate_limited */
  async login(address: string, email: string): Promise<void> {
    await this.consume('login-address', addressGroup(address), 'sign-in attempts from this address');
    await this.consume('login-account', email, 'sign-in attempts for this account');
  }

  /** A try to register. @throws ByokError rate_limited */
  async register(address: string, email: string): Promise<void> {
    await this.consume('register-address', addressGroup(address), 'registrations from this address');
    await this.consume('register-account', email, 'registrations of this account');
  }

  /** A key test. @throws ByokError rate_limited */
  validate(userId: string): Promise<void> {
    return this.consume('validate', userId, 'key tests');
  }

  private async consume(limit: Limit, key: string, what: string): Promise<void> {
    try {
      await this.limiters[limit].consume(hashToken(key));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new ByokError('rate_limited', `Too many ${what}: ${LIMITS[limit]} a minute are allowed. Try again in ${seconds} s.`, {
        retryAfterSeconds: seconds,
      });
    }
  }
}
