import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startApplication, type TestApplication } from './support/application.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let app: TestApplication;
beforeAll(async () => {
  app = await startApplication();
});
afterAll(() => app.close());

describe("the table of the official SDKs' methods (docs/sdk-methods.md)", () => {
  it('is what the script finds at the running application', async () => {
    const { token } = await app.user();
    const check = promisify(execFile)(process.execPath, ['tools/sdk-methods.mjs', ...(process.env['UPDATE_SDK_METHODS'] === undefined ? ['--check'] : [])], { cwd: root, env: { ...process.env, BYOK_URL: app.url, BYOK_TOKEN: token }, maxBuffer: 64 * 1024 * 1024 });
    const said = await check.then(({ stdout }) => stdout, (error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}`);
    expect(said).toBe('');
  });
});
