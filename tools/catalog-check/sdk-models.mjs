import { readFileSync } from 'node:fs';

/** Where each official SDK names models, and how; Google's has no type of them, only examples. */
const SOURCES = {
  openai: [
    ['openai/resources/shared.d.ts', /export type (?:ChatModel|AllModels) = ([^;]+);/g],
    ['openai/resources/audio/audio.d.ts', /export type AudioModel = ([^;]+);/g],
    ['openai/resources/embeddings.d.ts', /export type EmbeddingModel = ([^;]+);/g],
  ],
  anthropic: [['@anthropic-ai/sdk/resources/messages/messages.d.ts', /export type Model = ([^;]+);/g]],
  gemini: [['@google/genai/dist/genai.d.ts', /('gemini-[\w.-]+')/g]],
};

/** What the SDK says of a model's end: `"gpt-5", "o3": Announced shutdown date: 2026-12-11` in the comment of a type. */
const ANNOUNCED = /((?:"[^"]+",?\s*\*?\s*)+):\s*\*?\s*Announced\s*\*?\s*shutdown\s*\*?\s*date:\s*\*?\s*(\d{4}-\d{2}-\d{2})/g;
/** `'claude-…': 'November 30th, 2026'` among Anthropic's deprecated models. */
const DEPRECATED = /'(claude-[\w.-]+)': '(\w+) (\d{1,2})(?:st|nd|rd|th)?, (\d{4})'/g;

const read = (root, path) => {
  try {
    return readFileSync(`${root}node_modules/${path}`, 'utf8');
  } catch {
    return '';
  }
};

/** @returns the ids that the provider's installed SDK names, and the last days that it announces (`2026-12-11`, by id) */
export function sdkModels(root, provider) {
  const ids = new Set();
  const ends = new Map();
  for (const [path, types] of SOURCES[provider]) {
    const text = read(root, path);
    for (const [, union] of text.matchAll(types)) for (const [, id] of union.matchAll(/'([^']+)'/g)) ids.add(id);
    for (const [, names, date] of text.matchAll(ANNOUNCED)) for (const [, id] of names.matchAll(/"([^"]+)"/g)) ends.set(id, date);
  }
  if (provider === 'anthropic') {
    for (const [, id, month, day, year] of read(root, '@anthropic-ai/sdk/resources/messages/messages.js').matchAll(DEPRECATED)) {
      ends.set(id, new Date(`${month} ${day}, ${year} UTC`).toISOString().slice(0, 10));
    }
  }
  return { ids, ends };
}
