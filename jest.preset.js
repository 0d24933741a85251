/** Shared by every Jest project of the workspace: ESM, TypeScript through SWC, `#` imports from the sources. */
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

export const workspaceImports = {
  '^#([a-z-]+)/([a-z]+)$': `${root}libs/$1/src/$2/index.ts`,
  '^#([a-z-]+)$': `${root}libs/$1/src/index.ts`,
  '^(\\.{1,2}/.*)\\.js$': '$1',
};

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: workspaceImports,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
};
