import preset from '../jest.preset.js';

/** Slow proofs over Debian's programs and the built application; one file after the other, since each wants the machine. */
export default {
  ...preset,
  displayName: 'proofs',
  rootDir: '.',
  setupFiles: ['reflect-metadata'],
  testRegex: '\\.proof-spec\\.ts$',
  maxWorkers: 1,
  testTimeout: 600_000,
};
