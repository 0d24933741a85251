/** The agent as built, one for each key that the emulator treats in its own way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinnedRoots, Secrets, startAgent } from '../../dist/agent/libs/agent/src/index.js';

/** @param {{ origin: string, token: string }} product */
export function startAgents(product) {
  const folder = mkdtempSync(join(tmpdir(), 'byok-clients-agent-'));
  const agents = new Map();
  const start = (behaviour) => {
    const secrets = new Secrets(Buffer.from(product.token), new Map([['gemini', Buffer.from(`sandbox-${behaviour}`)]]));
    return startAgent({ platform: product.origin, port: 0, secrets, pins: new PinnedRoots(join(folder, 'roots.json')) });
  };
  return {
    of: (behaviour) => {
      if (!agents.has(behaviour)) agents.set(behaviour, start(behaviour));
      return agents.get(behaviour);
    },
    stop: async () => {
      await Promise.all([...agents.values()].map(async (agent) => (await agent).close()));
      rmSync(folder, { recursive: true });
    },
  };
}
