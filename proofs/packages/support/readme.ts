import { readFileSync } from 'node:fs';
import { folderOf } from './packages.js';

/** A block of code of a page: what stands behind its fence (`ts`, or `ts app.module.ts`), and the code. */
export interface Block {
  readonly language: string;
  readonly name: string | undefined;
  readonly text: string;
}

/** The blocks of code in a package's README, as it is published. */
export function blocksOf(library: string): Block[] {
  const page = readFileSync(`${folderOf(library)}/README.md`, 'utf8');
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, name, text]) => ({ language: language as string, name, text: text as string }));
}

/** @throws Error when the README has no block of this language */
export function blockOf(library: string, language: string): string {
  const found = blocksOf(library).find((block) => block.language === language);
  if (!found) throw new Error(`The README of ${library} has no block of ${language}.`);
  return found.text;
}
