import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ByokProviderId, ProviderId } from '#contracts';
import { CHAT_MODELS } from './calls.js';

type Body = Record<string, unknown>;

interface RouteData {
  readonly fields: readonly string[];
  readonly leftOut: Readonly<Record<string, string>>;
  readonly set?: Body;
}

/** One route of the matrix of docs/platform-key-fields.md. */
export interface MatrixRoute {
  readonly provider: ProviderId;
  readonly name: string;
  readonly path: string;
  /** What a call needs at least. */
  readonly base: Body;
  readonly fields: readonly string[];
  /** Each left-out field or value, as a place: `tools.type`, and as a body that has it. */
  readonly leftOut: readonly (readonly [entry: string, place: string, body: Body])[];
  /** What is sent though the client did not. */
  readonly set: Body;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Fields that routing itself reads as lists. */
const LISTS = new Set(['messages', 'contents', 'parts', 'tools', 'requests']);
/** What stands for a left-out value where the list says which pass. */
const OTHER_VALUES: Readonly<Record<string, unknown>> = { n: 2, candidateCount: 2, store: true, background: true, include: ['file_search_call.results'], speed: 'fast', mode: 'pro', response_modalities: ['audio'], responseModalities: ['AUDIO'] };

function place(body: Body, steps: readonly string[], value: unknown): void {
  const [step = '', ...rest] = steps;
  if (rest.length === 0) {
    const held = body[step];
    if (typeof held !== 'object' || held === null || !isContainer(value)) body[step] ??= value;
    return;
  }
  let held = body[step];
  if (typeof held !== 'object' || held === null) held = body[step] = LISTS.has(step) ? [{}] : {};
  place((Array.isArray(held) ? held[0] : held) as Body, rest, value);
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A body with every listed field in it. */
export function bodyWithAll({ base, fields }: MatrixRoute): Body {
  const body = structuredClone(base);
  // Deepest first, so that what holds others is an object.
  for (const entry of [...fields].sort((a, b) => b.split('.').length - a.split('.').length)) {
    const [, name = '', open, values, rule] = /^([^=~]+?)(\.\*)?(?:=([^~]*))?(?:~(.+))?$/.exec(entry) ?? [];
    place(body, name.split('.'), sampleOf(name, open !== undefined, values, rule, body));
  }
  return body;
}

function sampleOf(name: string, isOpen: boolean, values: string | undefined, rule: string | undefined, body: Body): unknown {
  if (isOpen) return { anything: { model: 'claude-opus-5', n: 5 } };
  if (rule === 'public-url') return 'https://example.com/a.png';
  if (name.endsWith('.model') && body['model'] !== undefined) return body['model'];
  if (name === 'stream') return false;
  const [first] = values?.split('|') ?? [];
  if (first === 'false') return false;
  return first === undefined ? 'x' : /^\d+$/.test(first) ? Number(first) : first;
}

function bodyWith(base: Body, entry: string): [place: string, body: Body] {
  const [name = '', value] = entry.split('=');
  const body = structuredClone(base);
  const steps = name.split('.');
  const holder = steps.slice(0, -1);
  // A left-out field stands beside what the base already has there.
  if (holder.length > 0) place(body, holder, {});
  place(body, steps, value ?? OTHER_VALUES[steps.at(-1) ?? ''] ?? { id: 'x' });
  return [name, body];
}

/** A body with every listed field, and every other that the provider knows, those of tomorrow too. */
export function bodyWithEverything(route: MatrixRoute): Body {
  const body: Body = { from_the_future: 1, ...bodyWithAll(route) };
  for (const [entry] of route.leftOut) {
    const [name = '', value] = entry.split('=');
    const steps = name.split('.');
    const last = steps.pop() ?? '';
    const left = { [last]: value ?? OTHER_VALUES[last] ?? { id: 'x' } };
    const holder = objectAt(body, steps);
    // Beside a listed value another one stands in an element of its own.
    if (steps.length > 0 && holder[last] !== undefined) addBeside(body, steps, left);
    else Object.assign(holder, left);
  }
  return body;
}

/** What the steps lead to, the first element of lists; made where it is absent. */
function objectAt(body: Body, steps: readonly string[]): Body {
  let object = body;
  for (const step of steps) {
    if (!isContainer(object[step])) object[step] = LISTS.has(step) ? [{}] : {};
    const held = object[step];
    object = (Array.isArray(held) ? held[0] : held) as Body;
  }
  return object;
}

function addBeside(body: Body, steps: readonly string[], element: Body): void {
  const holder = objectAt(body, steps.slice(0, -1));
  const step = steps.at(-1) ?? '';
  const held = holder[step];
  holder[step] = Array.isArray(held) ? [...(held as unknown[]), element] : [held, element];
}

function routesOf(provider: ProviderId, file: Record<string, RouteData | { like: string; set?: Body }>): MatrixRoute[] {
  return Object.entries(file).flatMap(([name, data]) => {
    const where = CALLS[provider][name];
    if (where === undefined) {
      if (ELSEWHERE.has(`${provider} ${name}`)) return [];
      throw new Error(`${provider} ${name} has a list of fields, and no call in the matrix.`);
    }
    const whole = ('like' in data ? { ...file[data.like], ...data } : data) as RouteData;
    const leftOut = Object.keys(whole.leftOut).map((entry) => [entry, ...bodyWith(where.base, entry)] as const);
    return [{ provider, name, ...where, fields: whole.fields, leftOut, set: whole.set ?? {} }];
  });
}

const chat = { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] };
const claude = { model: CHAT_MODELS.anthropic, messages: [{ role: 'user' }], max_tokens: 5 };
const gemini = (version: string, action: string, base: Body, model: string = CHAT_MODELS.gemini) => ({ path: `/api/gemini/${version}/models/${model}:${action}`, base });
const contents = { model: `models/${CHAT_MODELS.gemini}`, contents: [{ role: 'user' }] };

/** Forms, which other tests send, and what only a translation reaches. */
const ELSEWHERE: ReadonlySet<string> = new Set(['openai audio/transcriptions', 'cloudru audio/transcriptions', 'cloudru embeddings']);

const CALLS: Readonly<Record<ProviderId, Readonly<Record<string, { path: string; base: Body }>>>> = {
  openai: {
    'chat/completions': { path: '/api/openai/v1/chat/completions', base: chat },
    responses: { path: '/api/openai/v1/responses', base: { model: CHAT_MODELS.openai } },
    'responses/input_tokens': { path: '/api/openai/v1/responses/input_tokens', base: { model: CHAT_MODELS.openai } },
    'responses/compact': { path: '/api/openai/v1/responses/compact', base: { model: CHAT_MODELS.openai } },
    'audio/speech': { path: '/api/openai/v1/audio/speech', base: { model: 'gpt-4o-mini-tts' } },
    embeddings: { path: '/api/openai/v1/embeddings', base: { model: 'text-embedding-3-small' } },
  },
  anthropic: {
    messages: { path: '/api/anthropic/v1/messages', base: claude },
    'messages/count_tokens': { path: '/api/anthropic/v1/messages/count_tokens', base: { model: claude.model, messages: claude.messages } },
  },
  gemini: {
    generateContent: gemini('v1beta', 'generateContent', contents),
    streamGenerateContent: gemini('v1beta', 'streamGenerateContent', contents),
    'v1/generateContent': gemini('v1', 'generateContent', contents),
    'v1/streamGenerateContent': gemini('v1', 'streamGenerateContent', contents),
    countTokens: gemini('v1beta', 'countTokens', contents),
    embedContent: gemini('v1beta', 'embedContent', { model: 'models/gemini-embedding-001' }, 'gemini-embedding-001'),
    interactions: { path: '/api/gemini/v1beta/interactions', base: { model: CHAT_MODELS.gemini } },
    batchEmbedContents: gemini('v1beta', 'batchEmbedContents', { requests: [{ model: 'models/gemini-embedding-001' }] }, 'gemini-embedding-001'),
  },
  cloudru: { 'chat/completions': { path: '/api/v1/chat/completions', base: { ...chat, model: CHAT_MODELS.cloudru } } },
};

/** The routes of a provider that take JSON, as the published lists have them. */
export function matrixRoutes(provider: ProviderId): MatrixRoute[] {
  const { routes } = JSON.parse(readFileSync(`${ROOT}libs/providers/src/${provider}/${provider}.fields.json`, 'utf8')) as { routes: Record<string, RouteData> };
  const found = routesOf(provider, routes);
  return provider === 'openai' ? [...found, { ...(found[0] as MatrixRoute), name: 'v1', path: '/api/v1/chat/completions' }] : found;
}

export const MATRIX: readonly MatrixRoute[] = (['openai', 'anthropic', 'gemini', 'cloudru'] as const).flatMap(matrixRoutes);

/** A place as `param` names it, without the indices of lists. */
export const placeOf = (param: unknown): string => String(param).replaceAll(/\[\d+\]/g, '');

export const isByok = (provider: ProviderId): provider is ByokProviderId => provider !== 'cloudru';
