import { FreshFolder } from './support/fresh-folder.js';
import { blockOf } from './support/readme.js';

/** Packages whose README has a program and what it prints. */
const PROGRAMS = ['contracts', 'providers', 'receipts', 'redaction', 'sandbox', 'testing', 'transit', 'vault'];
/** Those that browsers run, whose types must do without Node's. */
const IN_BROWSERS = ['contracts', 'receipts', 'vault'];
/** What a program needs that a browser has. */
const PRELOADED: Readonly<Record<string, readonly string[]>> = { vault: ['--import', 'fake-indexeddb/auto'] };

const STRICT = { strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, target: 'ES2024' };

describe('in a fresh folder with the tarballs alone', () => {
  const folder = new FreshFolder();
  beforeAll(() => {
    folder.install([...PROGRAMS, 'agent'], ['@types/node', 'fake-indexeddb', 'typescript']);
    for (const library of PROGRAMS) folder.write(`${library}.ts`, blockOf(library, 'ts'));
  });
  afterAll(() => folder.remove());

  it('compiles what the READMEs show, with every check of the types', () => {
    const compilerOptions = { ...STRICT, module: 'nodenext', lib: ['ES2024', 'DOM'], types: ['node'] };
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect(folder.compile()).toEqual({ status: 0, output: '' });
  });

  it('compiles those for browsers without the types of Node', () => {
    const compilerOptions = { ...STRICT, module: 'preserve', moduleResolution: 'bundler', lib: ['ES2024', 'DOM', 'DOM.Iterable'], types: [], noEmit: true };
    folder.write('tsconfig.browser.json', JSON.stringify({ compilerOptions, files: IN_BROWSERS.map((library) => `${library}.ts`) }));
    expect(folder.compile('tsconfig.browser.json')).toEqual({ status: 0, output: '' });
  });

  it.each(PROGRAMS)('runs what the README of %s shows, and it prints what it says', (library) => {
    expect(folder.node(...(PRELOADED[library] ?? []), `${library}.js`)).toEqual({ status: 0, output: blockOf(library, 'text') });
  });

  it('has the agent as a command', () => {
    expect(folder.node('node_modules/.bin/byok-agent', '--help')).toEqual({ status: 0, output: expect.stringContaining('--platform <url>') as string });
  });
});
