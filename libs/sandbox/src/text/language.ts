export type Language = 'ru' | 'en';

/** Russian when there are more Cyrillic than Latin letters. */
export function languageOf(text: string): Language {
  const sample = text.slice(0, 4000);
  const cyrillic = sample.match(/[а-яё]/gi)?.length ?? 0;
  const latin = sample.match(/[a-z]/gi)?.length ?? 0;
  return cyrillic > latin ? 'ru' : 'en';
}

const STOP_WORDS = new Set(
  (
    'about after also been before being could does each from have here into just like make more most much must only over ' +
    'please said shall should some such tell than that their them then there these they this those what when where which ' +
    'while will with would write your because between explain describe answer question give using ' +
    'если есть этот этого этой этом чтобы которые который которая когда тогда только также можно нужно будет были было ' +
    'быть очень между после перед через потому поэтому какие какой какая каким такое такой вообще здесь просто самый ' +
    'course lesson outline plan курс курса курсе урок урока план плана составить ' +
    'напиши расскажи объясни сделай составь ответь пожалуйста мной тебе меня себя него неё них вопрос ответ'
  ).split(' '),
);

/** The words that a text seems to be about: most frequent first, then in order of appearance; at most `count`. */
export function keywordsOf(text: string, count: number): string[] {
  const seen = new Map<string, { word: string; times: number; at: number }>();
  let at = 0;
  for (const [word] of text.slice(0, 20_000).matchAll(/\p{L}[\p{L}-]{3,}/gu)) {
    const key = word.toLowerCase();
    at += 1;
    if (STOP_WORDS.has(key)) continue;
    const entry = seen.get(key);
    if (entry) entry.times += 1;
    else seen.set(key, { word, times: 1, at });
  }
  const ordered = [...seen.values()].sort((a, b) => b.times - a.times || a.at - b.at);
  return ordered.slice(0, count).map(({ word }) => word);
}

/** The beginning of a text on one line, cut at a word. */
export function excerptOf(text: string, length = 80): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  return `${line.slice(0, length).replace(/\s\S*$/, '')}…`;
}

/** A small stable number from a text: the same question gets the same answer. */
export function seedOf(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash >>> 0;
}
