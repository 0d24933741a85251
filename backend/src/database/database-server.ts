/** Where PostgreSQL answers: the embedded server or the one of `DATABASE_URL`. */
export interface DatabaseServer {
  /** URL with the password in it: for drivers only, never for a log. Ask anew before each connection. */
  connectionString(): string;
  /** Called after the embedded server was started again, when old connections are gone; returns how to stop listening. */
  onRestart(listener: () => void): () => void;
  /** Releases this process's share in the server. */
  close(): Promise<void>;
}

/** A server that someone else runs. */
export function externalServer(url: string): DatabaseServer {
  return { connectionString: () => url, onRestart: () => () => undefined, close: async () => undefined };
}
