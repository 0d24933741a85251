import presets from 'jest-preset-angular/presets/index.js';
import { workspaceImports } from '../jest.preset.js';

const preset = presets.createEsmPreset();

export default {
  ...preset,
  displayName: 'frontend',
  rootDir: '.',
  roots: ['<rootDir>/src'],
  testEnvironment: '<rootDir>/src/testing/browser-environment.mjs',
  setupFiles: ['fake-indexeddb/auto'],
  setupFilesAfterEnv: ['<rootDir>/src/testing/setup.ts'],
  moduleNameMapper: { ...preset.moduleNameMapper, ...workspaceImports },
};
