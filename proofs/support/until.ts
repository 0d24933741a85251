import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer satisfies. @throws with the last answer when it never does */
export async function until<T>(ask: () => T | Promise<T>, satisfies: (answer: T) => boolean, what: string, seconds = 240): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s; the last answer was ${JSON.stringify(answer)?.slice(0, 2_000)}`);
    await sleep(100);
  }
}
