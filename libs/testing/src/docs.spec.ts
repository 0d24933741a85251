import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const blocks = (page: string, language: string) => [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code as string);

describe('the pages', () => {
  it('show the suite that runs here', () => {
    const names = { "'../index.js'": "'#testing'", "'./index.js'": "'#testing/nest'", "'../jest/index.js'": "'#testing/jest'", "'./__support__/app.module.js'": "'./app.module.js'" };
    const suite = Object.entries(names).reduce((text, [inside, outside]) => text.replace(inside, outside), read('libs/testing/src/nest/summaries.spec.ts'));
    expect(blocks('docs/testing.md', 'ts')).toEqual([suite]);
  });

  it('show a program that prints what it says', async () => {
    const [program = '', printed = ''] = [blocks('libs/testing/README.md', 'ts')[0], blocks('libs/testing/README.md', 'text')[0]];
    const [, body = ''] = program.split(/^import .*'#testing';\n/m);
    const testing = await import('./index.js');
    const lines: string[] = [];
    const log = (...values: unknown[]) => lines.push(values.map((value) => (Array.isArray(value) ? `[ ${value.join(', ')} ]` : String(value))).join(' '));
    const run = new Function('testing', 'console', `return (async () => { const { LogCollector, startTestSandbox, toHoldNoKey } = testing; ${body} })()`) as (library: unknown, output: unknown) => Promise<void>;
    await run(testing, { log });
    expect(`${lines.join('\n')}\n`).toBe(printed);
  });
});
