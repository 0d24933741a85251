import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_STATUS } from '#contracts';
import { CLIENT_CODES } from '../core/http/api-error.js';
import en from './en/all.js';
import ru from './ru/all.js';

function flatten(value: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, entry] of Object.entries(value)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof entry === 'string') texts.set(path, entry);
    else for (const [inner, text] of flatten(entry as object, path)) texts.set(inner, text);
  }
  return texts;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? '').sort();
}

/** Where texts are named. */
const ROOTS = ['..', '../../../../libs/angular-byok/src'].map((folder) => join(import.meta.dirname, folder));
const filesLike = (name: RegExp) => ROOTS.flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file))).filter((file) => name.test(file));

const russian = flatten(ru);
const english = flatten(en);

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...russian.keys()].sort());
  });

  it('leave no text empty', () => {
    const empty = [...russian, ...english].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('use the same placeholders in both languages', () => {
    for (const [key, text] of russian) {
      expect({ key, used: placeholders(english.get(key) ?? '') }).toEqual({ key, used: placeholders(text) });
    }
  });

  it('have Cyrillic in Russian and none in English', () => {
    const foreign = [...english].filter(([, text]) => /[а-яё]/i.test(text));
    expect(foreign).toEqual([]);
  });

  it('word every error code with its next step', () => {
    for (const code of [...Object.keys(CODE_STATUS), ...CLIENT_CODES]) {
      for (const texts of [russian, english]) {
        expect(texts.get(`errors.codes.${code}.title`)).toBeTruthy();
        expect(texts.get(`errors.codes.${code}.next`)).toBeTruthy();
      }
    }
  });

  it('have every key that the code names in full', () => {
    const files = filesLike(/(?<!spec)\.(ts|html)$/);
    const used = files.flatMap((name) =>
      [...readFileSync(name, 'utf8').matchAll(/(?:\bt|translate)\(\s*'([\w.-]+)'\s*[,)]|title: '(common\.[\w.]+)'/g)].map(
        (match) => ({ name, key: match[1] ?? match[2] ?? '' }),
      ),
    );
    expect(used.length).toBeGreaterThan(80);
    expect(used.filter(({ key }) => !russian.has(key))).toEqual([]);
  });

  it('have all forms of every counted noun that a template asks for', () => {
    const files = filesLike(/\.html$/);
    const counted = files.flatMap((name) =>
      [...readFileSync(name, 'utf8').matchAll(/'([\w.]+)' \| plural/g)].map((match) => match[1] ?? ''),
    );
    expect(counted.length).toBeGreaterThan(3);
    for (const key of counted) {
      for (const form of ['one', 'few', 'many', 'other']) expect(russian.has(`${key}.${form}`)).toBe(true);
    }
  });
});
