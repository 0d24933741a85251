import { fileURLToPath } from 'node:url';
import preset from '../jest.preset.js';
import backend, { SLOW } from '../backend/jest.config.js';
import vault from '../libs/vault/jest.config.js';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Files of `npm test` with tests that only this run makes, or makes more often: it sets `BYOK_PROOFS`. */
const THOROUGH_VAULT = /(entry-codec|passkey-codec|vault|vectors)\.spec\.ts$/;

/**
 * Slow proofs over Debian's programs and the built application; one file after the other, since each wants the machine. CI
 * runs the slow files of the application's and the vault's tests three at a time.
 */
export default {
  projects: [
    { ...preset, displayName: 'proofs', rootDir: folder('.'), setupFiles: ['reflect-metadata'], testRegex: '\\.proof-spec\\.ts$' },
    { ...backend, rootDir: folder('../backend'), testRegex: SLOW.source },
    { ...vault, rootDir: folder('../libs/vault'), testRegex: THOROUGH_VAULT.source },
  ],
  maxWorkers: 1,
  // As in jest.config.js.
  workerIdleMemoryLimit: '800MB',
  workerGracefulExitTimeout: 10_000,
  testTimeout: 600_000,
};
