import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVIDERS } from '#contracts';
import { platformKeys, type RunSecrets } from '../secrets.js';

const IN_MEMORY = '/dev/shm';
/** Room that one heap snapshot may want, in bytes; small containers have less in memory. */
const ROOM = 600_000_000;

/** A folder of this run alone (mode 700), in memory where there is room; gone with this process, unless it is killed. */
export async function privateFolder(tell: (line: string) => void): Promise<{ path: string; remove(): Promise<void> }> {
  const fits = existsSync(IN_MEMORY) && (({ bavail, bsize }) => bavail * bsize > ROOM)(statfsSync(IN_MEMORY));
  if (!fits) tell(`${IN_MEMORY} has too little room: heap snapshots, which are deleted as soon as they were read, lie in ${tmpdir()} meanwhile.`);
  const path = await mkdtemp(join(fits ? IN_MEMORY : tmpdir(), 'byok-audit-'));
  const removeNow = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', removeNow);
  return {
    path,
    async remove() {
      process.off('exit', removeNow);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** The operator's secrets as files, as they should be handed over: what a process was started with can be read by others of its user. */
export async function secretFiles(folder: string, secrets: RunSecrets, kid = 'audit'): Promise<NodeJS.ProcessEnv> {
  const keys = platformKeys(secrets.platform);
  const values: Record<string, string> = {
    ...Object.fromEntries(PROVIDERS.map((provider) => [`${provider.toUpperCase()}_API_KEY`, keys[provider]])),
    JWT_SECRET: secrets.jwt,
    BYOK_TRANSIT_KEYS: `${kid}:${secrets.transit}`,
    METRICS_TOKEN: secrets.metricsToken,
    ADMIN_PASSWORD: secrets.adminPassword,
  };
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(values)) {
    const file = join(folder, `secret-${name.toLowerCase()}`);
    await writeFile(file, value, { mode: 0o600 });
    environment[`${name}_FILE`] = file;
  }
  return environment;
}
