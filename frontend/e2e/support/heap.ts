import type { Page } from '@playwright/test';

/** Which of the texts a snapshot of the page's JavaScript heap contains, after garbage was collected. */
export async function heapHolds(page: Page, texts: readonly string[]): Promise<Record<string, boolean>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const chunks: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: false });
  await devtools.detach();
  // Strings of a snapshot are JSON: anything but ASCII may be escaped.
  const { strings } = JSON.parse(chunks.join('')) as { strings: string[] };
  return Object.fromEntries(texts.map((text) => [text, strings.some((candidate) => candidate.includes(text))]));
}
