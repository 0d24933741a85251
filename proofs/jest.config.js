import { fileURLToPath } from 'node:url';
import preset from '../jest.preset.js';
import backend, { SLOW } from '../backend/jest.config.js';
import vault from '../libs/vault/jest.config.js';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Files of `npm test` with tests that only this run makes (over Redis, say), or makes more often: it sets `BYOK_PROOFS`. */
const THOROUGH = {
  backend:
    /((fuzz-inputs|recording(-formats)?)\.spec|(canary|errors|older-data)\.e2e-spec)\.ts$/,
  vault: /(entry-codec|passkey-codec|vault|vectors)\.spec\.ts$/,
};

/** Slow proofs over Debian's programs and the built application; one file after the other, since each wants the machine. */
export default {
  projects: [
    { ...preset, displayName: 'proofs', rootDir: folder('.'), setupFiles: ['reflect-metadata'], testRegex: '\\.proof-spec\\.ts$' },
    { ...backend, rootDir: folder('../backend'), testRegex: [THOROUGH.backend.source, SLOW.source] },
    { ...vault, rootDir: folder('../libs/vault'), testRegex: THOROUGH.vault.source },
  ],
  maxWorkers: 1,
  testTimeout: 600_000,
};
