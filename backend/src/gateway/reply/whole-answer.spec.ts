import { readdirSync, readFileSync } from 'node:fs';
import { isWholeAnswer, type AnswerKind } from './whole-answer.js';

const whole = (text: string, kind: AnswerKind) => isWholeAnswer(Buffer.from(text), kind);

const SOUND: readonly (readonly [AnswerKind, object])[] = [
  ['json', {}],
  ['chat', { id: 'c', choices: [] }],
  ['responses', { id: 'resp_1', object: 'response', error: null, status: 'completed' }],
  ['responses', { output: [] }],
  ['embeddings', { object: 'list', data: [] }],
  ['transcript', { text: '' }],
  ['transcript', { segments: [] }],
  ['messages', { type: 'message', content: null }],
  ['messages', { stop_reason: 'end_turn' }],
  ['messages', { content: [] }],
  ['input-tokens', { input_tokens: 0 }],
  ['gemini', { candidates: [] }],
  ['gemini', { promptFeedback: { blockReason: 'SAFETY' } }],
  ['gemini', { usageMetadata: {} }],
  ['gemini', { prompt_feedback: {} }],
  ['gemini-embeddings', { embedding: { values: [] } }],
  ['gemini-embeddings', { embeddings: [] }],
  ['interactions', { outputs: [] }],
  ['interactions', { status: 'completed', steps: [] }],
];

const FOLDERS = { openai: 'chat', cloudru: 'chat', anthropic: 'messages', gemini: 'gemini' } as const;
const RECORDED = Object.entries(FOLDERS).flatMap(([provider, kind]) => {
  const folder = new URL(`../../../../libs/providers/src/${provider}/__fixtures__/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => /^(?:success|replay-whole).*\.json$/.test(name))
    .map((name) => [provider, name, kind, answerIn(readFileSync(new URL(name, folder), 'utf8'))] as const);
});

/** Recordings hold the answer's head, too; replays are the bytes alone. */
function answerIn(recording: string): string {
  const { body } = JSON.parse(recording) as { body?: unknown };
  return body === undefined ? recording : JSON.stringify(body);
}

describe('a complete answer', () => {
  it.each(SOUND)('of the kind %s is told: %j', (kind, answer) => {
    const text = JSON.stringify(answer);
    expect([text, `\uFEFF${text}`, ` \n${text}\r\n`, JSON.stringify(answer, null, 2)].map((form) => whole(form, kind))).toEqual([true, true, true, true]);
  });

  it.each(RECORDED)('that was recorded is one: %s %s', (_provider, _name, kind, text) => expect(whole(text, kind)).toBe(true));

  it.each(SOUND.filter(([kind]) => kind !== 'json'))('of the kind %s is none without its fields, cut, or with words behind it (%j)', (kind, answer) => {
    const text = JSON.stringify(answer);
    for (const broken of ['{"a":1}', '{"id":', text.slice(0, -1), `${text} trailing`, `${text}${text}`, `[${text}]`, '', 'null', '<html>']) expect([broken, whole(broken, kind)]).toEqual([broken, false]);
  });

  it('is any object where nothing else tells it, and then still one', () => {
    expect([whole('{"a":1}', 'json'), whole('{"id":', 'json'), whole('{"a":1} x', 'json')]).toEqual([true, false, false]);
  });

  it('that is large is told without being parsed', () => {
    const filling = 'x'.repeat(20_000);
    const forms = [`{"a":"${filling}","choices":[]}\n`, `{"choices":[],"a":"${filling}"}`, `{"choices":[],"a":"${filling}`, `{"choices":[],"a":"${filling}"} x`, `{"a":"${filling}"}`];
    expect(forms.map((form) => whole(form, 'chat'))).toEqual([true, true, false, false, false]);
    expect([whole(forms[4] as string, 'json'), whole(`${forms[4]} x`, 'json')]).toEqual([true, false]);
  });
});
