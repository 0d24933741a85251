import { objectFrom, totalsOf, type Totals } from './usage-object.js';

/** What a provider said of its own consumption. */
export type ReportedUsage = Totals;

/** Where the last usage object begins; quotes inside a model's words are escaped, so they can't look like it. */
function lastUsage(json: string): number {
  for (const name of ['"usage":', '"usageMetadata":']) {
    for (let at = json.lastIndexOf(name); at !== -1; at = at === 0 ? -1 : json.lastIndexOf(name, at - 1)) {
      // OpenAI's streams say `"usage":null` in every event but one.
      if (json[at + name.length] === '{' || json[at + name.length + 1] === '{') return at;
    }
  }
  return -1;
}

/** Between two events of a stream, and never within the JSON of one. */
const BETWEEN = /\r?\n\r?\n/;

/** Whether a usage stands in the event with which Anthropic's stream begins: it is no count of the whole. */
function isOpening(json: string, at: number): boolean {
  const start = json.lastIndexOf('"message_start"', at);
  return start !== -1 && !BETWEEN.test(json.slice(start, at));
}

/** The usage with which Anthropic's stream begins: in a short stream the end's lies in the head, too. */
function openingUsage(head: string): Readonly<Record<string, unknown>> {
  const start = head.indexOf('"message_start"');
  const at = start === -1 ? -1 : head.indexOf('"usage":', start);
  return (at === -1 ? undefined : objectFrom(head, at)) ?? {};
}

/**
 * Finds the usage that OpenAI, Anthropic, Gemini or Cloud.ru put into an answer or stream.
 * @param head the answer's beginning: Anthropic's streams count the input there, transcriptions their duration
 * @param tail its end, where all others stand
 */
export function readUsage(head: string, tail: string): ReportedUsage {
  const at = lastUsage(tail);
  const last = (at === -1 || isOpening(tail, at) ? undefined : objectFrom(tail, at)) ?? {};
  const opening = openingUsage(head);
  const said = Object.fromEntries(Object.entries(last).filter(([, value]) => value !== null));
  const usage = totalsOf({ ...opening, ...said });
  // The opening counts a first token of the output, which is no total unless the end says so.
  const reported = 'output_tokens' in opening && !('output_tokens' in said) ? { ...usage, tokensOut: undefined } : usage;
  if (reported.tokensIn !== undefined || reported.audioSeconds !== undefined) return reported;
  const duration = /"duration":\s{0,4}(\d+(?:\.\d+)?)/.exec(head)?.[1];
  return { ...reported, audioSeconds: duration === undefined ? undefined : Number(duration) };
}
