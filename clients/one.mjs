/** One client with one key: `node clients/one.mjs <case> <check>…`. Prints a line of JSON for each check. */
import { pathToFileURL } from 'node:url';

const [name, ...checks] = process.argv.slice(2);
const limit = (milliseconds) =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error(`not done in ${milliseconds / 1000} s`)), milliseconds).unref());
const say = (result) => process.stdout.write(`\n@@${JSON.stringify(result)}\n`);

let cases;
try {
  cases = await import(new URL(`cases/${name}.mjs`, pathToFileURL(import.meta.filename)));
} catch (error) {
  for (const check of checks) say({ check, error: `could not be loaded: ${error.message}` });
  process.exit(0);
}
for (const check of checks) {
  const started = Date.now();
  try {
    await Promise.race([cases[check](), limit(90_000)]);
    say({ check, milliseconds: Date.now() - started });
  } catch (error) {
    say({ check, error: String(error?.message ?? error), milliseconds: Date.now() - started });
  }
}
process.exit(0);
