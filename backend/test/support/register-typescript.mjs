/**
 * Lets plain Node run the workspace's TypeScript as Jest does: `node --import ./backend/test/support/register-typescript.mjs file.ts`.
 * For processes that a test spawns, and for Jest's global set-up, which Jest does not transform. What was translated
 * and compiled once is kept in node_modules/.cache, since each process would do it all again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';

const root = new URL('../../../', import.meta.url);
const cache = new URL('node_modules/.cache/byok-tests/', root);
const require = createRequire(import.meta.url);

const OPTIONS = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
};
const VERSION = JSON.stringify([OPTIONS, require('@swc/core/package.json').version]);

enableCompileCache(fileURLToPath(new URL('compiled', cache)));

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
    return { format: 'module', source: translated(fileURLToPath(url)), shortCircuit: true };
  },
});

function translated(filename) {
  const source = readFileSync(filename, 'utf8');
  const hash = createHash('sha256').update(VERSION).update(filename).update('\0').update(source).digest('hex');
  const kept = new URL(`${hash}.mjs`, cache);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { filename, ...OPTIONS });
    keep(kept, code);
    return code;
  }
}

/** Appears whole or not at all; an account that may not write here goes without. */
function keep(path, code) {
  const draft = new URL(`${path.href}.${process.pid}-${threadId}`);
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(draft, code);
    renameSync(draft, path);
  } catch {
    // It is only slower.
  }
}

/** Imports a TypeScript module by its path in the workspace. */
export const importTypeScript = (path) => import(pathToFileURL(fileURLToPath(new URL(path, root))).href);
