import { setTimeout as sleep } from 'node:timers/promises';
import { formOf } from '../../../backend/test/support/jobs.js';
import { wavOf } from '../../../backend/test/support/recordings.js';
import type { Api } from './cluster.js';
import type { Member } from './members.js';

const TURN_MS = 100;
const MAX_TRIES = 600;

/** A job that can be told from every other by what its provider calls say. */
export interface MarkedJob {
  readonly mark: string;
  readonly body: () => unknown;
}

export const MARK = /mark-\d+-end/;

const text = (mark: string) => `Тема ${mark}. Сначала о семенах. Потом о воде и свете. В конце о том, как собирать урожай.`;

const KINDS: readonly ((mark: string) => unknown)[] = [
  (mark) => ({ type: 'outline', transcript: text(mark), model: 'gpt-6-luna' }),
  (mark) => ({ type: 'lesson', outline: { title: mark, sections: [{ title: 'Семена', summary: text(mark) }] }, index: 0, model: 'gpt-6-luna' }),
  (mark) => ({ type: 'course', transcript: text(mark), model: 'gpt-6-luna' }),
  (mark) => {
    const bytes = wavOf(3);
    bytes.write(mark, 1_000, 'latin1');
    return formOf({ type: 'transcription', model: 'gpt-transcribe' }, { bytes });
  },
];

/** So many jobs, of all kinds in turn. */
export function markedJobs(count: number, first: number): MarkedJob[] {
  return Array.from({ length: count }, (_unused, index) => {
    const mark = `mark-${first + index}-end`;
    return { mark, body: () => (KINDS[index % KINDS.length] as (mark: string) => unknown)(mark) };
  });
}

/** @returns the job's id. @throws when it is not taken, or the server went away */
export async function submitTo(api: Api, member: Member, body: unknown, headers: Record<string, string>): Promise<string> {
  const payload = body instanceof FormData ? { body, method: 'POST' } : { json: body };
  let response = await api.fetch(member, '/api/jobs', { ...payload, headers });
  // Few recordings of one user may be on their way at once: the others wait their turn.
  for (let tries = 0; response.status === 429 && tries < MAX_TRIES; tries += 1) {
    await response.body?.cancel();
    await sleep(TURN_MS);
    response = await api.fetch(member, '/api/jobs', { ...payload, headers });
  }
  if (response.status !== 202) throw new Error(`The job was refused: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
