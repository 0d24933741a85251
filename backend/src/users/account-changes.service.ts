import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool } from 'pg';
import { ChannelListener, InjectDatabasePool } from '../database/index.js';

/** The channel's name, which neighbouring versions share (contract, section 12). */
const CHANNEL = 'byok_principals';

/** Is notified of changes to accounts. Must not throw. */
export interface AccountChangeListener {
  /** An account, a session or a token of this user has changed, in whatever process. */
  onChange(userId: string): void;
  /** Changes in other processes may have been missed until now. */
  onGap(): void;
}

/**
 * Makes changes to accounts, sessions and tokens take effect at once: in this process directly, in the others by
 * PostgreSQL's LISTEN/NOTIFY.
 */
@Injectable()
export class AccountChanges implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #listeners: AccountChangeListener[] = [];
  readonly #lockListeners: ((userId: string) => Promise<void>)[] = [];
  readonly #channel: ChannelListener;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectPinoLogger(AccountChanges.name) private readonly logger: PinoLogger,
  ) {
    this.#channel = new ChannelListener(pool, CHANNEL, {
      onMessage: (userId) => this.#notify(userId),
      onConnected: () => {
        for (const listener of this.#listeners) listener.onGap();
      },
    });
  }

  onApplicationBootstrap(): void {
    this.#channel.start();
  }

  onModuleDestroy(): void {
    this.#channel.stop();
  }

  /** Whether changes in other processes arrive at once. */
  get isListening(): boolean {
    return this.#channel.isListening;
  }

  listen(listener: AccountChangeListener): void {
    this.#listeners.push(listener);
  }

  /** Called by those who changed something of an account, once the change is committed. Never throws. */
  async announce(userId: string): Promise<void> {
    this.#notify(userId);
    try {
      await this.pool.query('select pg_notify($1, $2)', [CHANNEL, userId]);
    } catch (error) {
      this.logger.warn({ err: error }, 'other processes learn of an account change only after some seconds');
    }
  }

  /** @param listener is called in the process that locks an account, before that is answered; its failure is the answer's */
  onLocked(listener: (userId: string) => Promise<void>): void {
    this.#lockListeners.push(listener);
  }

  /** Called once the lock is committed and announced. @throws what a listener throws: lock it again then */
  async locked(userId: string): Promise<void> {
    await Promise.all(this.#lockListeners.map((listener) => listener(userId)));
  }

  #notify(userId: string): void {
    for (const listener of this.#listeners) listener.onChange(userId);
  }
}
