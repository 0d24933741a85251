import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CleanUp } from './clean-up.js';
import { auditDeployment } from './deployment.js';
import { OptionsError, readOptions } from './options.js';
import { auditOwnSystem } from './own-system.js';
import { assertTaken, postAudit } from './post-audit.js';
import { asJson, checksOf, findingsOf, printed } from './report.js';

const start = Date.now();
/** With the seconds since the start. */
const tell = (line: string): void => void process.stderr.write(`${String(Math.round((Date.now() - start) / 1000)).padStart(4)} s  ${line}\n`);

const cleanUp = new CleanUp();

// Each process of the audit's own is killed when this one ends.
process.setMaxListeners(100);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.post !== undefined) await assertTaken(options.post, ['admin']);
  const result = options.deployment === undefined ? await auditOwnSystem(tell, cleanUp) : await auditDeployment(options.deployment, tell);
  const checks = checksOf(result);
  process.stdout.write(`${printed(result, checks)}\n`);
  if (options.outputFile !== undefined) {
    mkdirSync(dirname(options.outputFile), { recursive: true });
    writeFileSync(options.outputFile, `${JSON.stringify(asJson(result, checks), null, 2)}\n`);
  }
  const isPassed = checks.every((check) => check.isPassed);
  // What is told to users is keys; a text where it does not belong fails the audit alone.
  const findings = findingsOf(result.places).filter(({ secret }) => secret === 'keys').length;
  if (options.post !== undefined) {
    // A run that saw nothing because it could not see is no result.
    if (findings === 0 && !isPassed) tell('Not posted: the audit itself did not pass.');
    else if (findings === 0 && result.places.length === 1) tell('Not posted: answers alone were searched, and not where a key could stay. Name what to search: --log, --data-dir, --database, --redis.');
    else await postAudit(options.post, { date: result.date, routes: result.coverage.filter(({ reached }) => reached > 0).length, findings }, tell);
  }
  return isPassed ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void cleanUp.run(tell).then(() => process.exit(130)));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof OptionsError ? error.message : String((error as Error).stack ?? error)}\n`);
    process.exit(2);
  },
);
