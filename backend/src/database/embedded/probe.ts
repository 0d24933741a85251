import pg from 'pg';
import { HOST, USER } from './credentials.js';

export interface Probe {
  port: number;
  password: string;
  /** The data directory that the server there must have to be ours. */
  cluster: string;
}

/**
 * `ready`: our server answers. `starting`: it will (or a full one). `absent`: nothing listens, or something that
 * never answers as PostgreSQL does. `foreign`: someone else's server, or ours with another password.
 */
export type ProbeOutcome = 'ready' | 'starting' | 'absent' | 'foreign';

/** SQLSTATEs of a server that is up but not to be had yet: cannot_connect_now, too_many_connections, shutdown. */
const NOT_YET = new Set(['57P03', '53300', '57P01', '57P02']);

export async function probe({ port, password, cluster }: Probe): Promise<ProbeOutcome> {
  const client = new pg.Client({
    host: HOST,
    port,
    user: USER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
    ssl: false,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === cluster ? 'ready' : 'foreign';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || /^E[A-Z]+$/.test(code)) return 'absent';
    return NOT_YET.has(code) ? 'starting' : 'foreign';
  } finally {
    await client.end().catch(() => undefined);
  }
}
