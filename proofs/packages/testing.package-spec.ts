import { readFileSync } from 'node:fs';
import { FreshFolder } from './support/fresh-folder.js';
import { root, publishedName } from './support/packages.js';

const OURS = ['contracts', 'nestjs-byok', 'providers', 'redaction', 'sandbox', 'testing', 'transit'];
const THEIRS = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', '@nestjs/testing', '@types/jest', '@types/node', '@types/supertest', 'jest', 'nestjs-pino', 'pino', 'reflect-metadata', 'rxjs', 'supertest', 'typescript'];

const withPublishedNames = (text: string) => text.replaceAll(/'#([a-z-]+)((?:\/[a-z]+)?)'/g, (_match, library: string, entry: string) => `'${publishedName(library)}${entry}'`);
const read = (path: string) => withPublishedNames(readFileSync(`${root}${path}`, 'utf8'));

describe('a Jest and supertest suite outside the workspace', () => {
  const folder = new FreshFolder();
  beforeAll(() => folder.install(OURS, THEIRS));
  afterAll(() => folder.remove());

  it('compiles and passes as docs/testing.md shows it', () => {
    const [, suite = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(read('docs/testing.md')) ?? [];
    expect(suite).toContain('toHoldNoKey');
    folder.write('summaries.spec.ts', suite);
    folder.write('app.module.ts', read('libs/testing/src/nest/__support__/app.module.ts'));
    folder.write('leaking.spec.ts', `import '${publishedName('testing')}/jest';\nit('leaks', () => expect({ deep: 'c2stcHJvai1sZWFraW5nLTEyMzQ1Njc4OTA=' }).toHoldNoKey('sk-proj-leaking-1234567890'));\n`);
    const compilerOptions = { strict: true, skipLibCheck: true, module: 'nodenext', target: 'ES2022', lib: ['ES2024', 'DOM'], types: ['node', 'jest'], experimentalDecorators: true, emitDecoratorMetadata: true };
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect(folder.compile()).toEqual({ status: 0, output: '' });
    folder.write('jest.config.js', "export default { testRegex: '\\\\.spec\\\\.js$', transform: {} };\n");
    const jest = (file: string) => folder.node('--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--ci', file);
    expect(jest('summaries')).toEqual({ status: 0, output: expect.stringContaining('4 passed') as string });
    // A key that is there fails the suite, and stands in no report.
    const leaking = jest('leaking');
    expect(leaking).toEqual({ status: 1, output: expect.stringContaining('found one (base64 at 2) in: deep') as string });
    expect(leaking.output.split('● leaks')[1]?.split('leaking.spec.js:')[0]).not.toContain('Received');
  });
});
