import type { SandboxCall } from './types.js';

/** Enough for the biggest isolation test. */
const LIMIT = 10_000;

/** The latest calls, oldest first. */
export class CallLog {
  readonly calls: SandboxCall[] = [];

  add(call: SandboxCall): void {
    this.calls.push(call);
    if (this.calls.length > LIMIT) this.calls.splice(0, LIMIT / 10);
  }
}
