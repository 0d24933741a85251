import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { ERRORS, type Lock, type Locker } from '@tus/server';
import type { Pool, PoolClient } from 'pg';
import { InjectDatabasePool } from '../database/index.js';
import { uploadError } from './upload-errors.js';

const CHANNEL = 'byok_uploads';
/** How often the holder of a lock is asked to let go, in milliseconds. */
const ASK_MS = 250;
/** And gets so long, in milliseconds: a request that was asked ends within half a second. */
const LOCK_TIMEOUT_MS = 10_000;
/** A host that vanished loses its locks after some 30 seconds. */
const SESSION = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; listen ${CHANNEL}`;

interface Holder {
  /** What holds it in the database; it is gone with this connection. */
  readonly client: PoolClient;
  /** Asks the request that holds it to end. */
  readonly release: () => void;
}

/**
 * One request at a time for each upload, whichever process it came to. Locks are PostgreSQL's advisory locks of one
 * session that this process keeps for all of them: killed, it loses them at once. A request that waits asks the
 * holder to end, by NOTIFY when it is in another process: so a client whose connection broke unheard gets on.
 */
@Injectable()
export class UploadLocker implements Locker, OnApplicationShutdown {
  /** Of this process; undefined while one is being asked for. */
  readonly #locks = new Map<string, Holder | undefined>();
  #client: Promise<PoolClient> | undefined;
  #connected: PoolClient | undefined;
  #closed = false;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectPinoLogger('Uploads') private readonly logger: PinoLogger,
  ) {}

  newLock(id: string): Lock {
    return {
      lock: (signal, release) => this.#acquire(id, signal, () => void release()),
      unlock: () => this.#release(id),
    };
  }

  /** Does something while nobody else holds `id`. @throws ByokError conflict when it stays taken, unavailable */
  async during<T>(id: string, work: () => Promise<T>): Promise<T> {
    await this.#acquire(id, undefined, () => undefined).catch((error: unknown) => Promise.reject(uploadError(error)));
    try {
      return await work();
    } finally {
      await this.#release(id);
    }
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    this.#drop(this.#connected);
  }

  async #acquire(id: string, signal: AbortSignal | undefined, release: () => void): Promise<void> {
    const deadline = Date.now() + LOCK_TIMEOUT_MS;
    for (;;) {
      if (signal?.aborted) throw ERRORS.ABORTED;
      if (!this.#locks.has(id) && (await this.#tryAcquire(id, release))) return;
      this.#locks.get(id)?.release();
      if (Date.now() > deadline) throw ERRORS.ERR_LOCK_TIMEOUT;
      await sleep(ASK_MS / 5);
    }
  }

  async #tryAcquire(id: string, release: () => void): Promise<boolean> {
    this.#locks.set(id, undefined);
    try {
      const client = await this.#connect();
      const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [nameOf(id)]);
      if (rows[0]?.taken === true) {
        this.#locks.set(id, { client, release });
        return true;
      }
      await client.query('select pg_notify($1, $2)', [CHANNEL, id]);
      await sleep(ASK_MS);
    } catch (error) {
      this.#locks.delete(id);
      throw error;
    }
    this.#locks.delete(id);
    return false;
  }

  async #release(id: string): Promise<void> {
    const holder = this.#locks.get(id);
    if (holder === undefined) return;
    try {
      if (holder.client === this.#connected) await holder.client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [nameOf(id)]);
    } catch {
      // The lock would stay with the session.
      this.#drop(holder.client);
    } finally {
      this.#locks.delete(id);
    }
  }

  #connect(): Promise<PoolClient> {
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #open(): Promise<PoolClient> {
    const client = await this.pool.connect();
    const lose = () => this.#drop(client);
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => this.#locks.get(payload ?? '')?.release());
    try {
      await client.query(SESSION);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#connected = client;
    if (this.#closed) this.#drop(client);
    return client;
  }

  /** Without the session its locks are gone: what still writes is asked to end. */
  #drop(client: PoolClient | undefined): void {
    if (client === undefined || this.#connected !== client) return;
    this.#connected = undefined;
    this.#client = undefined;
    client.release(true);
    if (this.#closed) return;
    this.logger.debug('The session of the upload locks is gone.');
    for (const holder of this.#locks.values()) if (holder?.client === client) holder.release();
  }
}

const nameOf = (id: string) => `byok upload ${id}`;
