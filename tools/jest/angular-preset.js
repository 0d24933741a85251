/** Shared by the Jest projects that hold Angular: jsdom with what real browsers have, IndexedDB, zoneless. */
import { fileURLToPath } from 'node:url';
import presets from 'jest-preset-angular/presets/index.js';
import { workspaceImports } from '../../jest.preset.js';

const preset = presets.createEsmPreset();
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export default {
  ...preset,
  testEnvironment: here('browser-environment.mjs'),
  setupFiles: ['fake-indexeddb/auto'],
  setupFilesAfterEnv: [here('angular-setup.js')],
  moduleNameMapper: { ...preset.moduleNameMapper, ...workspaceImports },
};
