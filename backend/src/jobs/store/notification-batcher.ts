/** PostgreSQL's channel for changes of jobs; a message has a line `<job id> <status>` for each of them. */
export const JOBS_CHANNEL = 'byok_jobs';

/** Between two notifications, in milliseconds. */
const PAUSE_MS = 20;
/** At most this many lines of an id and a status stay well below the 8000 bytes of one notification. */
const MAX_BATCH = 100;

/**
 * Reports changes that are in the table already. At once after a pause, and otherwise together with what else comes
 * about: every notification of a database goes through one lock and wakes all who listen to anything in it. It is a
 * hint, as notifications are, so that a failure is nobody's; the last status of a job stands for those before.
 */
export class NotificationBatcher {
  #waiting = new Map<string, string>();
  #busy = false;

  /** @param send sends a message with a line `<job id> <status>` for each job */
  constructor(private readonly send: (message: string) => Promise<unknown>) {}

  add(id: string, status: string): void {
    this.#waiting.set(id, status);
    if (this.#busy) return;
    this.#busy = true;
    setImmediate(() => void this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    const lines = Array.from(this.#waiting, ([id, status]) => `${id} ${status}`);
    this.#waiting.clear();
    for (let at = 0; at < lines.length; at += MAX_BATCH) await this.send(lines.slice(at, at + MAX_BATCH).join('\n')).catch(() => undefined);
    setTimeout(() => {
      if (this.#waiting.size > 0) return void this.#sendAll();
      this.#busy = false;
    }, PAUSE_MS).unref();
  }
}
