import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestApplication, TestUser } from './application.js';

export const TUS = { 'tus-resumable': '1.0.0' };
export const OCTETS = 'application/offset+octet-stream';

export const metadata = (entries: Record<string, string>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name} ${Buffer.from(value, 'utf8').toString('base64')}`)
    .join(',');

/** Begins an upload and returns its answer. */
export function begin(test: TestApplication, user: TestUser, bytes: number | string, headers: Record<string, string> = {}): Promise<Response> {
  return test.fetch(user, '/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': String(bytes), ...headers } });
}

/** Begins an upload and returns its id. @throws when it is refused */
export async function begun(test: TestApplication, user: TestUser, bytes: number, headers: Record<string, string> = {}): Promise<string> {
  const response = await begin(test, user, bytes, headers);
  if (response.status !== 201) throw new Error(`The upload was refused: ${response.status} ${await response.text()}`);
  return (response.headers.get('location') as string).split('/').at(-1) as string;
}

export function append(test: TestApplication, user: TestUser, id: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return test.fetch(user, `/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...TUS, 'content-type': OCTETS, 'upload-offset': String(offset), ...headers },
    body: new Uint8Array(bytes),
  });
}

export function head(test: TestApplication, user: TestUser, id: string): Promise<Response> {
  return test.fetch(user, `/api/uploads/${id}`, { method: 'HEAD', headers: TUS });
}

export async function offsetOf(test: TestApplication, user: TestUser, id: string): Promise<number> {
  const response = await head(test, user, id);
  if (response.status !== 200) throw new Error(`No upload: ${response.status}`);
  return Number(response.headers.get('upload-offset'));
}

/** A whole upload; returns its id. */
export async function uploaded(test: TestApplication, user: TestUser, bytes: Buffer, name?: string): Promise<string> {
  const id = await begun(test, user, bytes.length, name === undefined ? {} : { 'upload-metadata': metadata({ filename: name }) });
  const response = await append(test, user, id, 0, bytes);
  if (response.status !== 204) throw new Error(`The bytes were refused: ${response.status} ${await response.text()}`);
  return id;
}

/** Every file below the folder of recordings, by its path in it. */
export async function recordingFiles({ accounts }: TestApplication): Promise<string[]> {
  const folder = join(accounts.dataDir, 'uploads');
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
