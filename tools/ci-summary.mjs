/**
 * Adds up the runners' reports, names what failed (a reader may have only the end of CI's output) and prints the line
 * that CI reads. Arguments: folder of reports, number of failed steps.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const [folder = '', failedSteps = '0'] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedSteps);

/** What failed, once more, with the beginning of its reason. */
function tell(what, reason = '') {
  const shown = stripVTControlCharacters(reason).trim().split('\n').slice(0, 12).join('\n    ');
  process.stdout.write(`\nfailed: ${what}\n    ${shown}\n`);
}

/** What stood on the page when a browser test failed: what it waited for may have given way to a message. */
function showPage({ attachments }) {
  const context = attachments.find(({ name, path }) => name === 'error-context' && path && existsSync(path));
  const [, snapshot] = (context && /```yaml\n(.*?)```/s.exec(readFileSync(context.path, 'utf8'))) ?? [];
  if (snapshot) process.stdout.write(`    the page:\n    ${snapshot.trim().split('\n').slice(0, 60).join('\n    ')}\n`);
}

function* specsOf(suites = []) {
  for (const suite of suites) {
    yield* suite.specs ?? [];
    yield* specsOf(suite.suites);
  }
}

function read(name) {
  const file = join(folder, name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  process.stdout.write(`The report ${name} is missing: its runner did not finish.\n`);
  failed += 1;
  return undefined;
}

for (const name of ['jest.json', 'slow.json', 'proofs.json', 'packages.json']) {
  const jest = read(name);
  if (!jest) continue;
  passed += jest.numPassedTests;
  failed += jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  for (const file of jest.testResults) {
    const bad = file.assertionResults.filter(({ status }) => status === 'failed');
    for (const test of bad) tell(`${file.name}: ${test.fullName}`, test.failureMessages.join('\n'));
    if (file.status === 'failed' && bad.length === 0) tell(file.name, file.message);
  }
  if (jest.numPendingTests > 0) {
    process.stdout.write(`${jest.numPendingTests} tests in ${name} were skipped; none may be.\n`);
    failed += jest.numPendingTests;
  }
}
for (const name of ['e2e.json', 'browsers.json']) {
  const browser = read(name);
  if (!browser) continue;
  passed += browser.stats.expected;
  for (const spec of specsOf(browser.suites)) {
    const results = spec.tests.flatMap((test) => test.results);
    const bad = results.find(({ status }) => status !== 'passed');
    if (!bad) continue;
    tell(`${spec.file}: ${spec.title}`, bad.errors.map(({ message }) => message ?? '').join('\n') || bad.status);
    showPage(bad);
  }
  for (const { message } of browser.errors ?? []) tell(name, message);
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
