import type { Sandbox } from '#sandbox';
import { MARK } from './marked-jobs.js';

export type Stage = 'transcription' | 'outline' | 'lesson';

/** Counts the provider calls of each part of each marked job, and can hold calls back. */
export interface CountingProvider {
  /** Calls by part, such as `mark-7-end lesson Section 2`. */
  readonly calls: ReadonlyMap<string, number>;
  /** Parts whose calls are held back now. */
  held(): readonly string[];
  /** From now on calls of each stage are held back, up to so many; the others pass. */
  hold(ofEachStage: number): void;
  heldOf(stage: Stage): number;
  /** From now on every call is held back. */
  freeze(): void;
  /** Lets all go. */
  release(): void;
}

export function countCalls(sandbox: Sandbox): CountingProvider {
  const calls = new Map<string, number>();
  const held = new Map<object, string>();
  let limit = 0;
  let gate = Promise.withResolvers<undefined>();
  const stageOf = (part: string) => part.split(' ')[1];
  const heldOf = (stage: string | undefined) => [...held.values()].filter((part) => stageOf(part) === stage).length;
  sandbox.script('openai', async (call, body) => {
    const said = body.toString('latin1');
    const mark = MARK.exec(said)?.[0];
    if (mark === undefined) return undefined;
    const section = /Section \d+/.exec(said)?.[0];
    const stage: Stage = call.path.includes('/audio/') ? 'transcription' : section === undefined ? 'outline' : 'lesson';
    const part = [mark, stage, ...(section === undefined ? [] : [section])].join(' ');
    calls.set(part, (calls.get(part) ?? 0) + 1);
    if (heldOf(stage) < limit) {
      held.set(call, part);
      await gate.promise;
      held.delete(call);
    }
    return undefined;
  });
  return {
    calls,
    held: () => [...held.values()],
    heldOf,
    hold: (count) => (limit = count),
    freeze: () => (limit = Infinity),
    release() {
      limit = 0;
      gate.resolve(undefined);
      gate = Promise.withResolvers<undefined>();
    },
  };
}
