import fc from 'fast-check';
import { describedOperations, requestOf, type ApiDescription, type SentRequest } from './support/described-requests.js';
import type { TestApplication, TestUser } from './support/application.js';
import { seed } from './support/fuzz.js';
import { setUpApplication } from './support/set-up-application.js';

const REQUESTS = 4_000;
const AT_ONCE = 8;

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared), { LOG_LEVEL: 'warn' });

/** Answers by the hundred of their status. */
const answers: Record<string, number> = {};

/** Why an answer is none that the contract knows; undefined when it is. */
async function flawOf({ method, path, headers, body }: SentRequest): Promise<string | undefined> {
  const response = await app.fetch(user, path, { method, headers, body: body ?? null, signal: AbortSignal.timeout(30_000) });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) await response.body?.cancel();
  else await response.arrayBuffer();
  const { status } = response;
  const hundred = `${Math.floor(status / 100)}xx`;
  answers[hundred] = (answers[hundred] ?? 0) + 1;
  const code = response.headers.get('x-byok-code');
  if (status < 400) return undefined;
  if (code === null && path.startsWith('/api/')) return `${status} without a code`;
  // An error that nobody foresaw is answered so (backend/src/http/answer-error.ts).
  return status === 500 || code === 'unavailable' ? `${status} ${code}` : undefined;
}

it('no request that the API’s description can be bent to brings an error that nobody foresaw', async () => {
  const description = (await app.accounts.call('get', '/api/openapi.json').expect(200)).body as ApiDescription;
  const operations = describedOperations(description);
  expect(operations.length).toBeGreaterThan(60);
  const requests = fc.sample(fc.constantFrom(...operations).chain((operation) => requestOf(operation, description)), { seed, numRuns: REQUESTS });
  const flaws: string[] = [];
  const lift = setInterval(() => void app.accounts.resetRateLimits(), 200);
  const work = async (): Promise<void> => {
    for (let next = requests.pop(); next !== undefined; next = requests.pop()) {
      const request = next;
      const flaw = await flawOf(request).catch((error: unknown) => String(error));
      if (flaw !== undefined) flaws.push(`${request.method} ${request.path}: ${flaw} ${JSON.stringify({ headers: request.headers, body: request.body?.toString().slice(0, 300) })}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(() => clearInterval(lift));
  process.stdout.write(`Fuzzed with seed ${seed}: ${operations.length} operations, ${REQUESTS} requests (answers ${JSON.stringify(answers)}); crashes and unmapped errors ${flaws.length}\n`);
  expect(flaws).toEqual([]);
  // Not refused at the door alone.
  expect(answers['2xx']).toBeGreaterThan(REQUESTS / 20);
  await app.accounts.call('get', '/api/health/ready').expect(200);
});
