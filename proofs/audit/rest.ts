import { until } from '../support/until.js';
import type { RunSecrets } from './secrets.js';
import type { Installation } from './system/installation.js';

/** Records wait for a second at most; a call whose client left ends with its provider's time-out. */
const TIMEOUT_SECONDS = 60;
/** What the application's own metrics count of what is still to be written. */
const WAITING = /^byok_(?:usage|receipts)_waiting (?!0$)/m;

/** Resolves when nothing is under way: what a request or job still holds then is not held by right. @throws with what goes on and on */
export async function untilIdle(installation: Installation, { metricsToken }: Pick<RunSecrets, 'metricsToken'>): Promise<void> {
  await until(() => underWay(installation, metricsToken), (rest) => rest.length === 0, `Rest of the installation with ${installation.queue}`, TIMEOUT_SECONDS);
}

async function underWay(installation: Installation, metricsToken: string): Promise<readonly string[]> {
  const open = (await installation.tables.jobs()).filter(({ status }) => status === 'queued' || status === 'active');
  const metrics = await (await fetch(`${installation.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).text();
  const requests = await Promise.all(installation.processes.filter((one) => one.isRunning()).map(async (one) => ({ name: one.name, open: await one.ask<number>('requests') })));
  return [
    ...open.map(({ id, status }) => `job ${id}: ${status}`),
    ...(metrics.match(WAITING) ?? []),
    ...requests.filter(({ open: count }) => count > 0).map(({ name, open: count }) => `${name}: ${count} requests`),
  ];
}
