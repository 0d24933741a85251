import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

describe("the lists of fields under the platform's key", () => {
  it('are what the script makes of the installed SDKs', async () => {
    const check = promisify(execFile)(process.execPath, ['tools/platform-fields.mjs', '--check'], { cwd: root });
    const said = await check.then(({ stdout }) => stdout, (error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}`);
    expect(said).toBe('');
  });
});
