import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderId } from '#contracts';
import type { FailureInput } from '../wire.js';

interface RecordedAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON, or text that is not JSON. */
  body: unknown;
}

function folderOf(provider: ProviderId): string {
  return fileURLToPath(new URL(`../${provider}/__fixtures__/`, import.meta.url));
}

/** Names of a provider's fixtures that begin with `prefix`, without the ending. */
export function fixtureNames(provider: ProviderId, prefix: string): string[] {
  const names = readdirSync(folderOf(provider)).filter((name) => name.startsWith(prefix));
  return names.map((name) => name.replace(/\.(?:json|txt)$/, '')).sort();
}

/** A recorded answer, its body as the text that came over the wire. */
export function answerFixture(provider: ProviderId, name: string): FailureInput {
  const recorded = JSON.parse(readFileSync(`${folderOf(provider)}${name}.json`, 'utf8')) as RecordedAnswer;
  const body = typeof recorded.body === 'string' ? recorded.body : JSON.stringify(recorded.body);
  return { status: recorded.status, headers: recorded.headers, body };
}

/** A recorded stream, or the beginning of one. */
export function textFixture(provider: ProviderId, name: string): string {
  return readFileSync(`${folderOf(provider)}${name}.txt`, 'utf8');
}

/** A replay, whole or streamed, as the bytes that came. */
export function replayFixture(provider: ProviderId, name: string): string {
  return readFileSync(`${folderOf(provider)}replay-${name}.${name.startsWith('whole-') ? 'json' : 'txt'}`, 'utf8');
}
