import { readFileSync } from 'node:fs';
import type { ProviderId } from '#contracts';

/** An answer as a provider gave it. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** As it came over the wire. */
  readonly body: string;
}

/** Read as files, since the strategies' recordings are no part of what their project exports. */
function read(provider: ProviderId, file: string): string {
  return readFileSync(new URL(`../../../libs/providers/src/${provider}/__fixtures__/${file}`, import.meta.url), 'utf8');
}

/** A recorded answer that the strategies are tested with too. */
export function answerFixture(provider: ProviderId, name: string): RecordedAnswer {
  const recorded = JSON.parse(read(provider, `${name}.json`)) as { status: number; headers: Record<string, string>; body: unknown };
  return { ...recorded, body: typeof recorded.body === 'string' ? recorded.body : JSON.stringify(recorded.body) };
}

/** A recorded stream, or the beginning of one. */
export function textFixture(provider: ProviderId, name: string): string {
  return read(provider, `${name}.txt`);
}
