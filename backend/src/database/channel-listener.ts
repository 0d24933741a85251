import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

const RECONNECT_MS = [100, 500, 1_000, 2_000, 5_000] as const;

export interface ChannelEvents {
  /** Somebody notified the channel. */
  onMessage(payload: string): void;
  /** Listening began, or began again: earlier notifications may have been missed. */
  onConnected(): void;
}

/** Listens to a PostgreSQL channel on a connection of its own, which is replaced when it breaks. */
export class ChannelListener {
  readonly #ended = new AbortController();
  #listener: PoolClient | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly channel: string,
    private readonly events: ChannelEvents,
  ) {}

  /** Whether notifications arrive now, as far as this side of the connection knows. */
  get isListening(): boolean {
    return this.#listener !== undefined;
  }

  /** Never throws: without a database it tries again. */
  start(): void {
    void this.#listen();
  }

  stop(): void {
    this.#ended.abort();
    this.#listener?.release(true);
    this.#listener = undefined;
  }

  async #listen(attempt = 0): Promise<void> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const listening = client;
      client.on('notification', ({ payload }) => payload !== undefined && this.events.onMessage(payload));
      client.on('error', () => this.#replace(listening));
      client.on('end', () => this.#replace(listening));
      await client.query(`listen ${this.channel}`);
    } catch {
      client?.release(true);
      const delay = RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)];
      await wait(delay, undefined, { signal: this.#ended.signal, ref: false }).catch(() => undefined);
      return this.#ended.signal.aborted ? undefined : this.#listen(attempt + 1);
    }
    if (this.#ended.signal.aborted) return client.release(true);
    this.#listener = client;
    this.events.onConnected();
  }

  #replace(client: PoolClient): void {
    if (this.#listener !== client) return;
    this.#listener = undefined;
    client.release(true);
    void this.#listen();
  }
}
