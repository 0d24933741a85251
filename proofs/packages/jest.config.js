import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import preset from '../../jest.preset.js';

/** `npm run packages:check`: the packed libraries as strangers get them. Two at a time, since most of it waits for npm. */
export default {
  ...preset,
  displayName: 'packages',
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  testRegex: '\\.package-spec\\.ts$',
  // An application over a library that is no package is none.
  testPathIgnorePatterns: existsSync(fileURLToPath(new URL('../../libs/angular-byok/package.json', import.meta.url))) ? [] : ['/angular\\.'],
  maxWorkers: 2,
  testTimeout: 300_000,
};
