/** What a provider said of its own consumption. */
export interface ReportedUsage {
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly audioSeconds?: number | undefined;
}

const FIELD =
  /"(prompt_tokens|completion_tokens|input_tokens|output_tokens|cache_creation_input_tokens|cache_read_input_tokens|promptTokenCount|toolUsePromptTokenCount|candidatesTokenCount|thoughtsTokenCount|seconds|duration)":\s{0,4}(\d+(?:\.\d+)?)/g;

const INPUTS = [
  'prompt_tokens',
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'promptTokenCount',
  'toolUsePromptTokenCount',
];
const OUTPUTS = ['completion_tokens', 'output_tokens', 'candidatesTokenCount', 'thoughtsTokenCount'];

type Numbers = Readonly<Partial<Record<string, number>>>;

/** The numbers behind an offset, each name's first: what follows repeats them in parts. */
function numbersFrom(json: string, from: number): Numbers {
  const numbers: Partial<Record<string, number>> = {};
  FIELD.lastIndex = from;
  for (let match = FIELD.exec(json); match !== null; match = FIELD.exec(json)) numbers[match[1] as string] ??= Number(match[2]);
  return numbers;
}

function sumOf(numbers: Numbers, names: readonly string[]): number | undefined {
  let sum: number | undefined;
  for (const name of names) {
    const value = numbers[name];
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

function usageIn(json: string, from: number): ReportedUsage {
  const numbers = numbersFrom(json, from);
  return {
    tokensIn: sumOf(numbers, INPUTS),
    tokensOut: sumOf(numbers, OUTPUTS),
    audioSeconds: numbers['seconds'] ?? numbers['duration'],
  };
}

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

/**
 * Finds the usage that OpenAI, Anthropic, Gemini or Cloud.ru put into an answer or stream.
 * @param head the answer's beginning: Anthropic's streams count the input there, transcriptions their duration
 * @param tail its end, where all others stand
 */
export function readUsage(head: string, tail: string): ReportedUsage {
  const at = lastUsage(tail);
  const reported = at === -1 ? undefined : usageIn(tail, at);
  if (reported?.tokensIn !== undefined || reported?.audioSeconds !== undefined) return reported;
  const start = head.indexOf('"message_start"');
  // A short stream lies in the head as a whole, with the usage of its end.
  if (start !== -1) return { tokensIn: usageIn(head, start).tokensIn, tokensOut: reported?.tokensOut };
  const duration = /"duration":\s{0,4}(\d+(?:\.\d+)?)/.exec(head)?.[1];
  return { ...reported, audioSeconds: duration === undefined ? undefined : Number(duration) };
}
