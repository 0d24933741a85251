import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSigningSecret } from './signing-secret.js';

describe('the signing secret', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'byok-secret-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const load = () => loadSigningSecret({ jwtSecret: undefined, dataDir: join(dataDir, 'made/later') });

  it('is the one of the configuration when there is one, and nothing is written', async () => {
    expect(await loadSigningSecret({ jwtSecret: 's'.repeat(32), dataDir })).toEqual(new TextEncoder().encode('s'.repeat(32)));
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('is made once, by whichever of many starts at once comes first', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, load));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
    expect(await readdir(join(dataDir, 'made/later'))).toEqual(['jwt-secret']);
    expect(await load()).toEqual(secrets[0]);
  });

  it('is closed to others again when somebody opened it', async () => {
    await load();
    const file = join(dataDir, 'made/later/jwt-secret');
    await chmod(file, 0o644);
    await load();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not guessed at when the file is damaged', async () => {
    await load();
    await writeFile(join(dataDir, 'made/later/jwt-secret'), 'short');
    await expect(load()).rejects.toThrow(/is damaged: delete it/);
  });
});
