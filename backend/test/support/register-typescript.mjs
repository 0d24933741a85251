/**
 * Lets plain Node run the workspace's TypeScript as Jest does: `node --import ./backend/test/support/register-typescript.mjs file.ts`.
 * For processes that a test spawns, and for Jest's global set-up, which Jest does not transform.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = new URL('../../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('#')) {
      const [name, part] = specifier.slice(1).split('/');
      const source = new URL(`libs/${name}/src/${part ? `${part}/` : ''}index.ts`, root);
      if (existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.startsWith('file:')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith(root.href) || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      swcrc: false,
      sourceMaps: 'inline',
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2022',
      },
      module: { type: 'es6' },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

/** Imports a TypeScript module by its path in the workspace. */
export const importTypeScript = (path) => import(pathToFileURL(fileURLToPath(new URL(path, root))).href);
