/** What becomes of each field on /api/v1, by the provider behind the model. */
import { importTypeScript } from '../../backend/test/support/register-typescript.mjs';
import { recordedAnswers, translationOf } from './ask-translation.mjs';
import { typeOf } from './read-fields.mjs';
import { SOURCES } from './routes.mjs';
import { bodiesWith } from './sample-bodies.mjs';
import { formFieldsOf, transcriptionOver } from './v1-transcription.mjs';
import { wholeRequest } from './whole-requests.mjs';

/** Our routes, the part of a strategy that serves each, and the models by which its providers are asked; a provider without one has no such model. */
export const V1_ROUTES = {
  'chat/completions': { part: 'chat', models: { openai: 'gpt-6-luna', anthropic: 'claude-haiku-4-5', gemini: 'gemini-3.5-flash-lite', cloudru: 'openai/gpt-oss-120b' } },
  responses: { part: 'responses', models: { openai: 'gpt-6-luna', anthropic: 'claude-haiku-4-5', gemini: 'gemini-3.5-flash-lite', cloudru: 'openai/gpt-oss-120b' } },
  embeddings: { part: 'embeddings', models: { openai: 'text-embedding-3-small', gemini: 'gemini-embedding-001', cloudru: 'BAAI/bge-m3' } },
  'audio/transcriptions': { models: { openai: 'gpt-transcribe', gemini: 'gemini-3.5-flash-lite', cloudru: 'openai/whisper-large-v3' } },
};
/** What stands for a value that the list leaves out. */
const OTHER_VALUES = { n: 2, store: true, background: true, include: 'file_search_call.results', 'reasoning.mode': 'pro' };
const STORED_IMAGE = 'https://generativelanguage.googleapis.com/v1beta/files/one';
/** Values that are treated in another way than the others of their field. */
const MORE_ROWS = {
  'chat/completions': [{ field: 'messages.content.image_url.url', other: STORED_IMAGE, shown: 'of a stored file' }],
  responses: [{ field: 'input.content.image_url', other: STORED_IMAGE, shown: 'of a stored file' }],
  embeddings: [{ field: 'input', other: [1], shown: 'in tokens' }],
};

/** Rows of a route: each listed field, a value at a time, and each that is left out. */
function rowsOf(route, { fields, leftOut }) {
  const rows = fields.flatMap((entry) => {
    const [field, values] = entry.replace(/~.*/, '').split('=');
    return values === undefined ? [{ field }] : values.split('|').map((value) => ({ field: `${field}=${value}` }));
  });
  const others = Object.keys(leftOut).map((field) => (fields.some((listed) => listed.startsWith(`${field}=`)) ? { field, other: OTHER_VALUES[field], shown: 'with another value' } : { field }));
  return [...rows, ...others, ...(MORE_ROWS[route] ?? [])].sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
}

const stepsOf = (field) => field.split('=')[0].replace(/\.\*$/, '').split('.');

/** A copy of a body in which `change` made something else of the field; each element of a list is looked at. */
function changed(body, steps, change) {
  const copy = structuredClone(body);
  const visit = (value, [step, ...rest]) => {
    if (Array.isArray(value)) for (const element of value) visit(element, [step, ...rest]);
    else if (typeof value === 'object' && value !== null && step in value) {
      if (rest.length === 0) change(value, step);
      else visit(value[step], rest);
    }
  };
  visit(copy, steps);
  return copy;
}

const another = (value) => {
  if (typeof value === 'string') return /^https:/.test(value) ? 'https://example.com/b.png' : `${value}2`;
  if (typeof value === 'number') return value * 2;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.map(another);
  return { ...value, description: 'another' };
};

/** Whether a name among the dropped ones is this field, or what holds it. */
function isNamed(dropped, field) {
  const [path, value] = field.replace(/\.\*$/, '').split('=');
  return dropped.some((name) => path === name || path.startsWith(`${name}.`) || name === `${path}.${value}`);
}

/** The name under which a whole item of Responses was dropped. */
const droppedItem = (dropped, body, field) =>
  Array.isArray(body.input) && field.startsWith('input.') ? dropped.find((name) => body.input.some(({ type }) => name === `input.${type}`)) : undefined;

async function fateInTranslation(ask, body, field) {
  const steps = stepsOf(field);
  const here = await ask(body);
  if (here.refused !== undefined) return { fate: 'refused', body, ...here.refused };
  if (isNamed(here.dropped, field)) return { fate: 'dropped', body, wire: here.wire };
  const item = droppedItem(here.dropped, body, field);
  if (item !== undefined) return { fate: 'dropped', item, body, wire: here.wire };
  const without = await ask(changed(body, steps, (holder, name) => delete holder[name]));
  if (without.refused !== undefined || without.wire !== here.wire) return { fate: 'translated', body, wire: here.wire };
  if (without.answer !== here.answer) return { fate: 'answer', body, wire: here.wire };
  if (field.includes('=')) return { fate: 'same', body, wire: here.wire };
  const other = await ask(changed(body, steps, (holder, name) => (holder[name] = another(holder[name]))));
  if (other.refused === undefined && other.wire !== here.wire) return { fate: 'translated', body, wire: here.wire };
  return { fate: 'same', body, wire: here.wire };
}

const RANK = ['passed', 'translated', 'answer', 'dropped', 'refused itself', 'own key itself', 'same', 'dropped with its item', 'own key', 'refused'];
/** What names the field says more of it than what names the thing around it. */
function rankOf(field, { fate, param, item }) {
  if (item !== undefined) return RANK.indexOf('dropped with its item');
  const isItself = param !== undefined && plain(param) === stepsOf(field).join('.');
  return RANK.indexOf(isItself && RANK.includes(`${fate} itself`) ? `${fate} itself` : fate);
}

const plain = (path) => path.replaceAll(/\[\d+\]/g, '');
const isWithin = (path, holder) => path === holder || path.startsWith(`${holder}.`);

/** What becomes of a field where it is piped: the published list decides. What its type wants beside it, and the list leaves out, is not the question. */
function fateInPipe(list, body, field) {
  try {
    list.rewrite(body);
    return { fate: 'passed', body };
  } catch (error) {
    if (error?.name !== 'UnlistedFieldError') throw error;
    const [path, own] = [plain(error.path), stepsOf(field).join('.')];
    if (isWithin(path, own) || isWithin(own, path)) return { fate: 'own key', body, param: error.path };
    return fateInPipe(list, changed(body, path.split('.'), (holder, name) => delete holder[name]), field);
  }
}

/** A translated body that reads something stored is the own key's alone. */
function withOwner(fate, handler, hasOwnKey) {
  const param = handler.storedField(fate.body);
  if (param === undefined) return fate;
  return hasOwnKey ? { ...fate, ownKeyOnly: param } : { fate: 'own key', body: fate.body, param };
}

/** Asks everything that a field may be in; what is said of it is the best of its places. */
async function fateOf({ handler, list, provider, model, route, answers }, { field, other }) {
  const fates = [];
  for (const sample of bodiesWith(typeOf(SOURCES.openai.routes[route].types[0]), field, other)) {
    const body = { ...wholeRequest(route, sample), model };
    if (handler.kind === 'pipe') fates.push(fateInPipe(list, body, field));
    else if (provider === 'cloudru' && handler.storedField(body) !== undefined) fates.push(withOwner({ body }, handler, false));
    else fates.push(withOwner(await fateInTranslation((asked) => translationOf(handler, answers, asked), body, field), handler, true));
  }
  if (fates.length === 0) throw new Error(`No body has ${field} on ${route}: see tools/platform-fields/sample-bodies.mjs.`);
  return fates.sort((a, b) => rankOf(field, a) - rankOf(field, b))[0];
}

/** What holds other fields is as well off as the best of them. */
function withMembers(rows) {
  for (const row of [...rows].reverse()) {
    const members = rows.filter(({ field, shown }) => shown === undefined && field.startsWith(`${row.field}.`));
    if (row.shown !== undefined) continue;
    for (const provider of Object.keys(row.fates)) {
      const best = [row, ...members].map(({ field, fates }) => ({ field, ...fates[provider] })).sort((a, b) => rankOf(a.field, a) - rankOf(b.field, b))[0];
      if (rankOf(best.field, best) < rankOf(row.field, row.fates[provider])) row.fates[provider] = { ...best, ...(best.fate === 'dropped' && { named: best.field }) };
    }
  }
  return rows;
}

/**
 * @param {Record<string, { fields: string[], leftOut: Record<string, string> }>} lists OpenAI's, by route
 * @returns {Promise<Record<string, { field: string, shown?: string, fates: Record<string, object> }[]>>} by route
 */
export async function v1FatesOf(lists) {
  const { PROVIDER_STRATEGIES: strategies } = await importTypeScript('libs/providers/src/index.ts');
  const routes = {};
  for (const [route, { part, models }] of Object.entries(V1_ROUTES)) {
    const rows = rowsOf(route, lists[route]).map((row) => ({ ...row, fates: {} }));
    for (const [provider, model] of Object.entries(models)) {
      const strategy = strategies[provider];
      const { chat } = strategy;
      const handler = part !== undefined ? strategy[part] : chat.kind === 'pipe' ? chat : await transcriptionOver(chat);
      const answers = handler.kind === 'pipe' ? undefined : recordedAnswers(provider, route);
      for (const row of rows) {
        const fate = await fateOf({ handler, list: strategy.platformFields.route(route), provider, model, route, answers }, row);
        row.fates[provider] = route === 'audio/transcriptions' ? { ...fate, form: formFieldsOf(fate.body) } : fate;
      }
    }
    routes[route] = withMembers(rows);
  }
  return routes;
}
