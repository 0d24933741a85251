import type { CDPSession, Page } from '@playwright/test';

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/**
 * Lets bytes leave at this pace, in bytes a second; without one as fast as they can, those of a request under way too.
 * Chromium keeps the limit of each session of its developer tools: only the session that set it can lift it.
 */
export async function slowUploads(page: Page, bytesPerSecond?: number): Promise<void> {
  let opening = sessions.get(page);
  if (opening === undefined) sessions.set(page, (opening = page.context().newCDPSession(page)));
  const devtools = await opening;
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  });
}
