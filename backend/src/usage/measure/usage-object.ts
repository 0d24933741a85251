type Fields = Readonly<Record<string, unknown>>;

/**
 * The JSON object that begins at the first `{` behind an offset, read to its own end whatever follows. Of one that
 * was cut off, undefined.
 */
export function objectFrom(text: string, offset: number): Fields | undefined {
  const begin = text.indexOf('{', offset);
  const end = begin === -1 ? -1 : endOfObject(text, begin);
  if (end === -1) return undefined;
  try {
    return JSON.parse(text.slice(begin, end)) as Fields;
  } catch {
    return undefined;
  }
}

/** Behind the brace that closes the one at `begin`; -1 when it isn't there. */
function endOfObject(text: string, begin: number): number {
  let depth = 0;
  let inString = false;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}

/** What a provider counted, as one total of each kind. */
export interface Totals {
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly audioSeconds?: number | undefined;
}

/**
 * The totals in a usage object of any provider. Parts of a total that stand beside it (details, iterations, cached
 * tokens of OpenAI and Gemini) are not counted again; what a total leaves out by the provider's documents is added:
 * Anthropic's cached input, compactions and advisers, Gemini's thoughts and tool prompts.
 */
export function totalsOf(usage: Fields): Totals {
  const of = (name: string) => numberOf(usage[name]);
  const beside = partsBeside(usage['iterations']);
  const input =
    of('prompt_tokens') ??
    sum(of('input_tokens'), of('cache_creation_input_tokens'), of('cache_read_input_tokens')) ??
    sum(of('promptTokenCount'), of('toolUsePromptTokenCount'));
  const [answer, thoughts] = [of('candidatesTokenCount'), of('thoughtsTokenCount')];
  const output = of('completion_tokens') ?? of('output_tokens') ?? sum(answer, thoughts) ?? thoughts;
  return {
    tokensIn: sum(input, beside.tokensIn),
    tokensOut: sum(output, beside.tokensOut),
    audioSeconds: of('seconds') ?? of('duration'),
  };
}

/** Iterations that Anthropic's totals leave out. Source: https://docs.claude.com/en/docs/build-with-claude/compaction */
function partsBeside(iterations: unknown): { tokensIn: number; tokensOut: number } {
  let [tokensIn, tokensOut] = [0, 0];
  for (const part of (Array.isArray(iterations) ? iterations : []) as (Fields | null)[]) {
    if (part?.['type'] !== 'compaction' && part?.['type'] !== 'advisor_message') continue;
    const { iterations: _none, ...own } = part;
    const totals = totalsOf(own);
    tokensIn += totals.tokensIn ?? 0;
    tokensOut += totals.tokensOut ?? 0;
  }
  return { tokensIn, tokensOut };
}

/** The first with what is to be added to it; undefined without the first. */
function sum(first: number | undefined, ...more: readonly (number | undefined)[]): number | undefined {
  return first === undefined ? undefined : more.reduce((total: number, value) => total + (value ?? 0), first);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
