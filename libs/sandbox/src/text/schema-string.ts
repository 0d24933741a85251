import { answerTo } from './answer.js';
import { excerptOf, keywordsOf, languageOf, type Language } from './language.js';
import { standingAlone } from './standing-alone.js';
import type { JsonObject } from '../server/request-body.js';

/** What the emulator makes a string of a JSON answer from. */
export interface Source {
  prompt: string;
  /** Names of the properties on the way to the string. */
  path: readonly string[];
  /** Place in the nearest list, and that list's length. */
  index: number;
  count: number;
  /** Leave out optional properties that the prompt doesn't name, where a schema says which are required. */
  sparse?: boolean;
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'PT30M',
  email: 'teacher@example.com',
  uri: 'https://example.com/course',
  url: 'https://example.com/course',
  uuid: '7d444840-9dc0-4f1f-8a3e-5b6f0c2d9e11',
  ipv4: '192.0.2.1',
  hostname: 'example.com',
};

const SENTENCES: Readonly<Record<Language, readonly ((topic: string) => string)[]>> = {
  ru: [
    (topic) => `Знакомимся с темой «${topic}»: зачем она нужна и где встречается.`,
    (topic) => `Разбираем «${topic}» на примере и делаем первое упражнение.`,
    (topic) => `Смотрим на частые ошибки в теме «${topic}» и учимся их замечать.`,
    (topic) => `Закрепляем «${topic}» самостоятельной работой и подводим итог.`,
  ],
  en: [
    (topic) => `Meets ${topic}: what it is for and where it comes up.`,
    (topic) => `Takes ${topic} apart with an example and a first exercise.`,
    (topic) => `Looks at common mistakes with ${topic} and how to spot them.`,
    (topic) => `Settles ${topic} with a task of one's own and sums up.`,
  ],
};

const TITLES: Readonly<Record<Language, readonly ((topic: string) => string)[]>> = {
  ru: [(t) => `Введение: ${t}`, (t) => `${t} на практике`, (t) => `${t}: частые ошибки`, (t) => `Итоги: ${t}`],
  en: [(t) => `Introduction: ${t}`, (t) => `${t} in practice`, (t) => `${t}: common mistakes`, (t) => `Summary: ${t}`],
};

/** A string that fits the schema's format and lengths, and the meaning of the property's name. */
export function stringFor(node: JsonObject, source: Source): string {
  const format = FORMATS[String(node['format'] ?? '')];
  if (format !== undefined) return format;
  const least = Number(node['minLength'] ?? 0);
  const most = Number(node['maxLength'] ?? Number.POSITIVE_INFINITY);
  let text = valueNamed(source) ?? meaning(source);
  while (text.length < least) text += ` ${text}`;
  return text.length > most ? text.slice(0, most) : text;
}

/** What the prompt itself says that a property is, as in: with path=`notes.md`. */
export function valueNamed({ prompt, path }: Pick<Source, 'prompt' | 'path'>): string | undefined {
  const name = path.at(-1);
  if (name === undefined || name === '') return undefined;
  return new RegExp(`${standingAlone(name)} ?= ?\`([^\`]+)\``).exec(prompt)?.[1];
}

function meaning(source: Source): string {
  const name = (source.path.at(-1) ?? '').toLowerCase();
  const language = languageOf(source.prompt);
  const slice = sliceOf(source);
  const topic = topicOf(slice, source.prompt);
  const turn = source.index;
  if (/(city|location|place|town|country|город)/.test(name)) return placeIn(source.prompt) ?? topic;
  if (/(email)/.test(name)) return FORMATS['email']!;
  if (/(url|link|href)/.test(name)) return FORMATS['url']!;
  if (/(date)/.test(name)) return FORMATS['date']!;
  if (/(markdown|content|body|lesson)/.test(name))
    return `## ${TITLES[language][turn % 4]!(topic)}\n\n${answerTo(slice)}`;
  if (/(title|heading|name|topic|subject|заголовок|название)/.test(name)) {
    return source.path.length <= 1 ? capital(topic) : TITLES[language][turn % 4]!(capital(topic));
  }
  if (/(query|question|search|prompt|text|input|answer)/.test(name)) return excerptOf(source.prompt, 160) || topic;
  if (/(language|lang|locale)/.test(name)) return language;
  if (/(unit)/.test(name)) return 'celsius';
  if (/^(id|key|slug|code)$/.test(name)) return `item-${turn + 1}`;
  return SENTENCES[language][turn % 4]!(topic);
}

/** The part of the prompt that the list's item stands for: long transcripts give each section its own words. */
function sliceOf({ prompt, index, count }: Source): string {
  if (prompt.length < 600 || count < 2) return prompt;
  const size = Math.ceil(prompt.length / count);
  return prompt.slice(index * size, (index + 1) * size);
}

function topicOf(slice: string, prompt: string): string {
  const words = keywordsOf(slice, 2);
  if (words.length > 0) return words.join(' ');
  return excerptOf(prompt, 30) || 'topic';
}

/** A capitalised word after "in" or "в", else the last capitalised word inside the prompt. */
function placeIn(prompt: string): string | undefined {
  const named = /(?:\b(?:in|for|at|of)|(?:^|\s)(?:в|во|для))\s+(\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*)/u.exec(
    prompt,
  )?.[1];
  return named ?? [...prompt.matchAll(/\s(\p{Lu}[\p{L}-]+)/gu)].at(-1)?.[1];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
