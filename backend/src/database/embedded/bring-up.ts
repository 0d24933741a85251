import { setTimeout as pause } from 'node:timers/promises';
import { ensureDatabase } from './credentials.js';
import { ensureKeeper } from './keeper.js';
import { ensurePostmaster, type PostmasterOptions } from './postmaster.js';

const ATTEMPTS = 3;

/** A server that answers, with the application's database. */
export interface Running {
  port: number;
  /** Lets go of the server's keeper, if it is in our hands; it goes on working. */
  leaveKeeper: () => void;
}

/**
 * Makes sure of server, database and keeper. A server found running may be on its way out, by its keeper: then there
 * is one more to start. Wants the start lock.
 */
export async function bringUp(options: PostmasterOptions): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    const port = await ensurePostmaster(options);
    try {
      await ensureDatabase(port, options.password);
      return { port, leaveKeeper: await ensureKeeper(port, options.password) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(250);
    }
  }
}
