import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What another caller saw, in milliseconds. */
export interface ProbeResult {
  readonly calls: number;
  readonly failures: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** Another caller's small calls, sent and answered on a thread of its own. */
export interface Probe {
  /** Origin of the provider that answers them. */
  readonly origin: string;
  start(url: string, headers: Record<string, string>): void;
  end(): Promise<ProbeResult>;
}

export async function openProbe(): Promise<Probe> {
  const thread = new Worker(new URL('./probe.thread.mjs', import.meta.url));
  const [{ origin }] = (await once(thread, 'message')) as [{ origin: string }];
  return {
    origin,
    start: (url, headers) => thread.postMessage({ url, headers }),
    async end() {
      thread.postMessage('end');
      const [result] = (await once(thread, 'message')) as [ProbeResult];
      await thread.terminate();
      return result;
    },
  };
}
