/** Adds up the runners' reports and prints the line that CI reads. Arguments: folder of reports, number of failed steps. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', failedSteps = '0'] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedSteps);

function read(name) {
  const file = join(folder, name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  process.stdout.write(`The report ${name} is missing: its runner did not finish.\n`);
  failed += 1;
  return undefined;
}

for (const name of ['jest.json', 'proofs.json', 'packages.json']) {
  const jest = read(name);
  if (!jest) continue;
  passed += jest.numPassedTests;
  failed += jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  if (jest.numPendingTests > 0) {
    process.stdout.write(`${jest.numPendingTests} tests in ${name} were skipped; none may be.\n`);
    failed += jest.numPendingTests;
  }
}
for (const name of ['e2e.json', 'browsers.json']) {
  const browser = read(name);
  if (!browser) continue;
  passed += browser.stats.expected;
  failed += browser.stats.unexpected + browser.stats.flaky + browser.stats.skipped;
}
for (const name of ['clients.json', 'audit.json']) {
  const counted = read(name);
  if (!counted) continue;
  passed += counted.passed;
  failed += counted.failed;
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
