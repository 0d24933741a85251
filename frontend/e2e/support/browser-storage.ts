import type { Page } from '@playwright/test';

/** Everything the page's origin keeps in the browser, as one text: strings as they are, bytes as Latin-1 and UTF-8. Runs in the page. */
export async function storedTexts(): Promise<string> {
  const parts: string[] = [];
  const note = (value: unknown, depth = 0): void => {
    if (depth > 8 || value === null || value === undefined) return;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      parts.push(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), new TextDecoder().decode(bytes));
    } else if (typeof value === 'object') {
      for (const [name, member] of Object.entries(value)) {
        parts.push(name);
        note(member, depth + 1);
      }
    } else parts.push(String(value));
  };
  note({ ...localStorage });
  note({ ...sessionStorage });
  parts.push(document.cookie, location.href, JSON.stringify(history.state));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      parts.push(request.url);
      note(await (await cache.match(request))?.arrayBuffer());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    parts.push(name);
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result);
        reading.onerror = () => reject(reading.error);
      });
      note(rows);
    }
    database.close();
  }
  return parts.join('\n');
}

/** What `storedTexts` finds in a page. */
export async function dumpStorage(page: Page): Promise<string> {
  return page.evaluate(storedTexts);
}

/** Changes the stored vault as somebody with access to the browser's profile could. `change` runs in the page. */
export async function changeRows(page: Page, table: 'meta' | 'entries', change: (row: Record<string, unknown>) => void): Promise<number> {
  return page.evaluate(
    async ([store, source]) => {
      const apply = new Function(`return (${source})`)() as (row: Record<string, unknown>) => void;
      const name = (await indexedDB.databases()).map((found) => found.name ?? '').find((found) => found.startsWith('byok-vault-')) ?? '';
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
      });
      const transaction = database.transaction(store, 'readwrite');
      const rows = await new Promise<Record<string, unknown>[]>((resolve) => {
        const reading = transaction.objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result as Record<string, unknown>[]);
      });
      for (const row of rows) {
        apply(row);
        transaction.objectStore(store).put(row);
      }
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      database.close();
      return rows.length;
    },
    [table, change.toString()] as const,
  );
}
