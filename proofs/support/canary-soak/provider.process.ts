/** The soak's providers, in a process of their own, so that their work is not the client's. Prints their origins as one line of JSON. */
import { BYOK_PROVIDERS } from '#contracts';
import { startSandbox } from '#sandbox';
import { orderIn } from './orders.js';
import { answerTo } from './provider-answers.js';

const sandbox = await startSandbox({ latencyMs: 0 });
for (const provider of BYOK_PROVIDERS) sandbox.script(provider, (_call, body, key) => answerTo(orderIn(body), key));
process.stdout.write(`${JSON.stringify(sandbox.origins)}\n`);
