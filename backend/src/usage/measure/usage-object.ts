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
  /** Those of the input that were read from a cache; undefined for none. */
  readonly cachedTokens?: number | undefined;
  /** Those of the input, and of the output, that were sound, as Gemini and OpenAI's chats count it; undefined for none. */
  readonly audioTokens?: number | undefined;
  readonly audioOutputTokens?: number | undefined;
  /** Those of the input that were written into a cache, and those of them for an hour; undefined for none. */
  readonly cacheWriteTokens?: number | undefined;
  readonly hourCacheWriteTokens?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly audioSeconds?: number | undefined;
}

/**
 * The totals in a usage object of any provider. Parts of a total that stand beside it (details, iterations, cached
 * tokens of OpenAI and Gemini) are not counted again; what a total leaves out by the provider's documents is added:
 * Anthropic's cached input, compactions and advisers, Gemini's thoughts and tool prompts, also of its interactions.
 */
export function totalsOf(usage: Fields): Totals {
  const of = (name: string) => numberOf(usage[name]);
  const beside = partsBeside(usage['iterations']);
  const input =
    of('prompt_tokens') ??
    sum(of('input_tokens'), of('cache_creation_input_tokens'), of('cache_read_input_tokens')) ??
    sum(of('promptTokenCount'), of('toolUsePromptTokenCount')) ??
    sum(of('total_input_tokens'), of('total_tool_use_tokens'));
  const [answer, thoughts] = [of('candidatesTokenCount'), of('thoughtsTokenCount')];
  const output = of('completion_tokens') ?? of('output_tokens') ?? sum(answer, thoughts) ?? thoughts ?? sum(of('total_output_tokens'), of('total_thought_tokens'));
  const writes = cacheWritesOf(usage);
  return {
    tokensIn: sum(input, beside.tokensIn),
    cachedTokens: (cacheReadsOf(usage) + beside.cachedTokens) || undefined,
    audioTokens: (audioTokensOf(usage['promptTokensDetails']) || numberOf(fieldsOf(usage['prompt_tokens_details'])['audio_tokens'])) || undefined,
    audioOutputTokens: (audioTokensOf(usage['candidatesTokensDetails']) || numberOf(fieldsOf(usage['completion_tokens_details'])['audio_tokens'])) || undefined,
    cacheWriteTokens: (writes.all + beside.writes.all) || undefined,
    hourCacheWriteTokens: (writes.hour + beside.writes.hour) || undefined,
    tokensOut: sum(output, beside.tokensOut),
    audioSeconds: of('seconds') ?? of('duration'),
  };
}

/** Iterations that Anthropic's totals leave out. Source: https://docs.claude.com/en/docs/build-with-claude/compaction */
function partsBeside(iterations: unknown): { tokensIn: number; tokensOut: number; cachedTokens: number; writes: { all: number; hour: number } } {
  let [tokensIn, tokensOut, cachedTokens] = [0, 0, 0];
  const writes = { all: 0, hour: 0 };
  for (const part of (Array.isArray(iterations) ? iterations : []) as (Fields | null)[]) {
    if (part?.['type'] !== 'compaction' && part?.['type'] !== 'advisor_message') continue;
    const { iterations: _none, ...own } = part;
    const totals = totalsOf(own);
    tokensIn += totals.tokensIn ?? 0;
    tokensOut += totals.tokensOut ?? 0;
    cachedTokens += totals.cachedTokens ?? 0;
    writes.all += totals.cacheWriteTokens ?? 0;
    writes.hour += totals.hourCacheWriteTokens ?? 0;
  }
  return { tokensIn, tokensOut, cachedTokens, writes };
}

/** Input that was in a cache, by Anthropic's name, OpenAI's, and Gemini's. */
function cacheReadsOf(usage: Fields): number {
  const details = fieldsOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  return numberOf(usage['cache_read_input_tokens']) ?? numberOf(details['cached_tokens']) ?? numberOf(usage['cachedContentTokenCount']) ?? 0;
}

/** Gemini counts each kind of input beside their total. */
function audioTokensOf(details: unknown): number {
  const parts = (Array.isArray(details) ? details : []).map(fieldsOf);
  return parts.reduce((total, { modality, tokenCount }) => total + (modality === 'AUDIO' ? (numberOf(tokenCount) ?? 0) : 0), 0);
}

/**
 * Input that was written into a cache, as Anthropic counts it and as OpenAI does
 * (https://docs.claude.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance).
 */
function cacheWritesOf(usage: Fields): { all: number; hour: number } {
  const details = fieldsOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const all = numberOf(usage['cache_creation_input_tokens']) ?? numberOf(details['cache_write_tokens']) ?? 0;
  const hour = numberOf(fieldsOf(usage['cache_creation'])['ephemeral_1h_input_tokens']) ?? numberOf(fieldsOf(details['cache_write_tokens_details'])['ttl_1h_tokens']) ?? 0;
  return { all, hour: Math.min(all, hour) };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The first with what is to be added to it; undefined without the first. */
function sum(first: number | undefined, ...more: readonly (number | undefined)[]): number | undefined {
  return first === undefined ? undefined : more.reduce((total: number, value) => total + (value ?? 0), first);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
