import type { ProviderId } from '#contracts';
import type { SandboxCall } from '#sandbox';
import { SentCall } from './sent-call.js';

const MAX_CALLS = 1_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** What the providers were sent: the latest calls, within a bound. */
export class SentLog {
  /** Keys that the test made; they are masked wherever a call is shown. */
  readonly keys = new Set<string>();
  #calls: SentCall[] = [];
  #bytes = 0;

  get calls(): readonly SentCall[] {
    return this.#calls;
  }

  of(provider: ProviderId): readonly SentCall[] {
    return this.#calls.filter((call) => call.provider === provider);
  }

  add(call: SandboxCall, body: Buffer, key: string | undefined): void {
    this.#calls.push(new SentCall(call, body, () => (key === undefined ? [...this.keys] : [...this.keys, key])));
    this.#bytes += body.length;
    while (this.#calls.length > MAX_CALLS || (this.#bytes > MAX_BYTES && this.#calls.length > 1)) this.#bytes -= this.#calls.shift()?.size ?? 0;
  }

  clear(): void {
    this.#calls = [];
    this.#bytes = 0;
  }
}
