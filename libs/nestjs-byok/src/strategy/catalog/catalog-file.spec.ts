import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalog } from './catalog.js';
import { CATALOG_SCHEMA_FILE } from './catalog-schema.js';
import { CatalogFileError, readCatalogFile } from './catalog-file.js';

const folder = mkdtempSync(join(tmpdir(), 'byok-catalog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string | Buffer): string {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, text);
  return file;
}

function problemOf(file: string): string {
  try {
    readCatalogFile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogFileError);
    const { message } = error as Error;
    expect(message).not.toMatch(/[\r\n]/);
    return message;
  }
  throw new Error('the file was taken');
}

const model = (change = '') =>
  `{"id":"m","tier":1,"contextTokens":1000,"abilities":["chat"],"pricing":{"inputRubPerMillion":1,"outputRubPerMillion":2}${change}}`;
const file = (models: string, provider = 'openai') => `{
  "providers": [
    {
      "id": "${provider}", "name": "P", "keyUrl": "", "keyHint": "",
      "models": [
        ${models}
      ]
    }
  ]
}`;

describe('a catalog file', () => {
  it('replaces the built-in catalog', () => {
    const catalog = Catalog.load(written(file(model())));
    expect(catalog.all().map((entry) => `${entry.provider}/${entry.id}`)).toEqual(['openai/m']);
  });

  it('may be an answer of GET /api/catalog', () => {
    const answer = Catalog.load().view('pro');
    const catalog = Catalog.load(written(JSON.stringify(answer)));
    expect(catalog.view('pro')).toEqual(answer);
  });

  it('may begin with a byte order mark and have Windows line ends', () => {
    expect(Catalog.load(written(`\ufeff${file(model()).replaceAll('\n', '\r\n')}`)).all()).toHaveLength(1);
  });

  it.each([
    ['a missing comma', file(model()).replace('"name"', ' "name" "x"'), 4, 'is not valid JSON'],
    ['an end too soon', '{\n  "providers": [\n', 2, 'is not valid JSON'],
    ['no text', '', 1, 'is not valid JSON'],
    ['a list', '[]', 1, 'must be object'],
    ['null', 'null', 1, 'must be object'],
    ['no providers', '{\n"version": 1\n}', 1, "must have required property 'providers'"],
    ['an unknown provider', file(model(), 'mistral'), 4, '/providers/0/id must be equal to one of the allowed values: gemini, openai'],
    ['an unknown property', file(`${model()},\n        ${model(',\n"prize":1').replace('"m"', '"n"')}`), 8, '/providers/0/models/1/prize is not a known property'],
    ['a tier out of range', file(`${model()},\n        ${model().replace('"tier":1', '"tier":4')}`), 7, '/providers/0/models/1/tier must be equal'],
    ['a tier as text', file(model().replace('"tier":1', '"tier":"1"')), 6, '/tier must be equal'],
    ['a missing price', file(model().replace(',"outputRubPerMillion":2', '')), 6, "'outputRubPerMillion'"],
    ['a negative price', file(model().replace(':2}', ':-2}')), 6, 'must be >= 0'],
    ['an unknown ability', file(model().replace('"chat"', '"chat","singing"')), 6, '/abilities/1 must be equal'],
    ['an id with a space', file(model().replace('"m"', '"m m"')), 6, 'must match pattern'],
    ['the id auto', file(model().replace('"m"', '"auto"')), 6, 'is reserved'],
    ['a repeated id', file(`${model()},\n        ${model()}`), 7, 'repeats the model m of openai'],
    ['a pattern without anchors', file(model(',"patterns":["m-.*"]')), 6, '/patterns/0 must be anchored'],
    ['a pattern of exponential time', file(model(',"patterns":[\n"^m$",\n"^(m+)+$"]')), 8, 'must not repeat a group'],
    ['a pattern that is none', file(model(',"patterns":["^(m$"]')), 6, 'is not a regular expression'],
    ['a script as key address', file(model()).replace('"keyUrl": ""', '"keyUrl": "javascript:x"'), 4, '/keyUrl must match'],
  ])('with %s stops the start and names the line', (_name, text, line, problem) => {
    const message = problemOf(written(text));
    expect(message).toContain(`line ${line}: `);
    expect(message).toContain(problem);
  });

  it('with a repeated provider stops the start', () => {
    const provider = '{"id":"openai","name":"P","keyUrl":"","keyHint":"","models":[]}';
    expect(problemOf(written(`{"providers":[${provider},\n${provider}]}`))).toContain('line 2: /providers/1/id repeats the provider openai');
  });

  it('stays on one line, whatever names it holds', () => {
    const message = problemOf(written(JSON.stringify({ ['evil\n\u2028\u001b[31m'.repeat(200)]: 1, providers: [] })));
    expect(message.length).toBeLessThan(450);
    expect(message).not.toMatch(/[\u0000-\u001f\u2028]/);
  });

  it.each([
    ['does not exist', () => join(folder, 'missing.json'), 'names a file that does not exist'],
    ['is a directory', () => { const path = join(folder, 'directory'); mkdirSync(path); return path; }, 'names a directory'],
    ['is a device', () => '/dev/null', 'not a regular file'],
    ['is not UTF-8', () => written(Buffer.from([0x7b, 0xff, 0xfe])), 'is not UTF-8'],
  ])('that %s stops the start', (_name, make, problem) => {
    expect(problemOf(make())).toContain(problem);
  });

  it('of a gigabyte is refused unread', () => {
    const path = written('');
    truncateSync(path, 1024 ** 3);
    const begin = process.cpuUsage();
    expect(problemOf(path)).toContain('1073741824 bytes; at most 1048576 are read');
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1_000).toBeLessThan(500);
  });

  it('nested very deep is refused in good time', () => {
    const begin = process.cpuUsage().user;
    expect(problemOf(written(`${'['.repeat(500_000)}${']'.repeat(500_000)}`))).toContain('line 1: ');
    expect(process.cpuUsage().user - begin).toBeLessThan(5_000_000);
  });

  it('has its schema beside it', () => {
    expect(CATALOG_SCHEMA_FILE).toMatch(/catalog\.schema\.json$/);
  });
});
