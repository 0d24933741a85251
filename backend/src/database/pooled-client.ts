import pg from 'pg';
import type { DatabaseServer } from './database-server.js';

/**
 * Class of a pool's connections. Each asks the server for its address, so that the pool finds a restarted server on
 * another port, and forgets the statement that it was opened for: pg's own keeps that, with its values (a job's text,
 * say), for as long as the connection lives.
 * @param settings of every connection, besides the pool's
 */
export function pooledClient(server: DatabaseServer, settings: pg.ClientConfig = {}): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: server.connectionString(), ...settings });
      // The pool listens while a client is idle; one that breaks in a caller's hands would end the process.
      this.on('error', () => undefined);
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
      if (callback === undefined) return super.connect();
      let waiting: typeof callback | undefined = callback;
      super.connect((error: Error) => {
        const notify = waiting;
        waiting = undefined;
        notify?.(error);
      });
    }
  };
}
