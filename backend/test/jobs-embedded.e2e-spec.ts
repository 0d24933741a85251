import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { ended, submit, until } from './support/jobs.js';
import { setUpApplication } from './support/set-up-application.js';

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared), { DATABASE_URL: '' });

async function postmaster(): Promise<number> {
  const home = join(test.accounts.dataDir, 'postgres');
  const elsewhere = join(home, 'cluster-location');
  const cluster = existsSync(elsewhere) ? (await readFile(elsewhere, 'utf8')).trim() : join(home, 'cluster');
  return Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('jobs on the embedded database', () => {
  it('outlive a crash of the server: running ones end once, waiting ones are still done, with their own key', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    test.sandbox.script('openai', () => held);
    const body = { type: 'outline', transcript: 'A text.', model: 'gpt-6-luna' };
    const own = { headers: { ...keyHeader('openai', 'sk-sandbox-crash'), 'x-byok-fallback': 'never' } };
    const mark = test.mark();
    const ids = await Promise.all(Array.from({ length: 12 }, () => submit(test, user, body, own)));
    await until(test, user, ids[0]!, () => test.callsSince(mark).length === 4);
    process.kill(await postmaster(), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 500));
    release();
    const answered = async (id: string) => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await ended(test, user, id, 60);
        } catch (error) {
          if (tries > 100 || !/No job: 503/.test(String(error))) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    };
    for (const id of ids) expect(await answered(id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
  });
});
