import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { eq, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { ByokError, PROVIDERS, type CredentialSource, type ProviderId, type SwitchesView } from '#contracts';
import { ChannelListener, InjectDatabase, InjectDatabasePool, switches, type Database } from '../database/index.js';

const CHANNEL = 'byok_switches';
/** Longest time that a switch goes unnoticed while the channel is down, in milliseconds. */
const RELOAD_MS = 5_000;
const PLATFORM_PAYMENT = 'platformPayment';

const nameOf = (provider: ProviderId) => `provider:${provider}`;

/** What an administrator changes; what is absent stays. */
export interface SwitchesChange {
  readonly platformPayment?: boolean | undefined;
  readonly providers?: Partial<Record<ProviderId, boolean | undefined>> | undefined;
}

/** Whose key would be used, and where. */
export interface SwitchedCredential {
  readonly source: CredentialSource;
  readonly provider: ProviderId;
}

/** What administrators have switched off, in every process at once. Nobody asks the database on a call. */
@Injectable()
export class Switches implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #listener: ChannelListener;
  #off: ReadonlySet<string> = new Set();
  #reads = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDatabase() private readonly database: Database,
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectPinoLogger(Switches.name) private readonly logger: PinoLogger,
  ) {
    const reload = () => void this.#tryToReload();
    this.#listener = new ChannelListener(pool, CHANNEL, { onMessage: reload, onConnected: reload });
  }

  /** Before the first call. */
  async onModuleInit(): Promise<void> {
    await this.#reload();
  }

  onApplicationBootstrap(): void {
    this.#listener.start();
    this.#timer = setInterval(() => void this.#tryToReload(), RELOAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#listener.stop();
  }

  view(): SwitchesView {
    const providers = Object.fromEntries(PROVIDERS.map((provider) => [provider, !this.#off.has(nameOf(provider))]));
    return { platformPayment: !this.#off.has(PLATFORM_PAYMENT), providers: providers as SwitchesView['providers'] };
  }

  /** Why a key may not be used now; undefined when it may. */
  refusalOf({ source, provider }: SwitchedCredential): ByokError | undefined {
    if (this.#off.size === 0) return undefined;
    if (this.#off.has(nameOf(provider))) return new ByokError('unavailable', `The provider ${provider} is switched off here by an administrator: use another one, or try again later.`, { shouldRetry: false });
    if (source !== 'platform' || !this.#off.has(PLATFORM_PAYMENT)) return undefined;
    return new ByokError('unavailable', 'platformPayment is switched off here by an administrator: send a key of your own, or try again later.', { shouldRetry: false });
  }

  /** Takes effect here before it returns, and in the other processes at once. */
  async change({ platformPayment, providers = {} }: SwitchesChange): Promise<SwitchesView> {
    const wanted: [string, boolean | undefined][] = [[PLATFORM_PAYMENT, platformPayment], ...PROVIDERS.map((provider): [string, boolean | undefined] => [nameOf(provider), providers[provider]])];
    const values = wanted.flatMap(([name, isOn]) => (isOn === undefined ? [] : [{ name, isOn }]));
    if (values.length > 0) {
      await this.database
        .insert(switches)
        .values(values)
        .onConflictDoUpdate({ target: switches.name, set: { isOn: sql`excluded.is_on`, changedAt: sql`now()` } });
      this.logger.warn(`switched by an administrator: ${values.map(({ name, isOn }) => `${name} ${isOn ? 'on' : 'off'}`).join(', ')}`);
    }
    await this.#reload();
    await this.pool.query('select pg_notify($1, $2)', [CHANNEL, '']);
    return this.view();
  }

  /** An answer that comes after that of a later question is out of date. */
  async #reload(): Promise<void> {
    const read = (this.#reads += 1);
    const rows = await this.database.select({ name: switches.name }).from(switches).where(eq(switches.isOn, false));
    if (read === this.#reads) this.#off = new Set(rows.map(({ name }) => name));
  }

  /** While the database is away, what was known holds. */
  #tryToReload(): Promise<void> {
    return this.#reload().catch(() => undefined);
  }
}
