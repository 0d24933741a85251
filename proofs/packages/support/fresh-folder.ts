import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, tarballOf } from './packages.js';

const workspace = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
/** The workspace's versions, also of what it has under another name (`npm:name@version`). */
const VERSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ ...workspace.devDependencies, ...workspace.dependencies }).map(([name, version]) => {
    const [, real, itsVersion] = /^npm:(.+)@([^@]+)$/.exec(version) ?? [];
    return real === undefined ? [name, version] : [real, itsVersion as string];
  }),
);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** What a program said, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** An empty npm project outside the workspace, which finds nothing of it. Its owner calls `remove()`. */
export class FreshFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'byok-package-'));

  constructor() {
    this.write('package.json', JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  /**
   * Installs tarballs of ours with what they depend on, and others' packages in the versions of the workspace.
   * @throws Error with npm's words
   */
  install(libraries: readonly string[], others: readonly string[]): void {
    const named = others.map((name) => {
      const version = VERSIONS[name];
      if (version === undefined) throw new Error(`The workspace's package.json has no ${name}.`);
      return `${name}@${version}`;
    });
    const outcome = this.#spawn(npm, ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', ...libraries.map(tarballOf), ...named]);
    if (outcome.status !== 0) throw new Error(`npm install failed: ${outcome.output}`);
  }

  /** Runs Node here, with an environment of its own. */
  node(...parameters: string[]): Outcome {
    return this.#spawn(process.execPath, parameters);
  }

  /** Type-checks, and compiles beside the sources, what `tsconfig.json` here includes. */
  compile(config = 'tsconfig.json'): Outcome {
    return this.node('node_modules/typescript/bin/tsc', '-p', config);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #spawn(command: string, parameters: readonly string[]): Outcome {
    const { NODE_OPTIONS: _options, ...environment } = process.env;
    const { status, stdout, stderr, error } = spawnSync(command, parameters, { cwd: this.path, encoding: 'utf8', env: environment, timeout: 280_000 });
    return { status, output: error ? String(error) : `${stdout}${stderr}` };
  }
}
