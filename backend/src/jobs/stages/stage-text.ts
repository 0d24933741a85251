import type { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { CALL_TOKENS } from '../api/submission-check.js';

/** Characters of text that go into one call; a token is at least about two of them. */
const CALL_CHARACTERS = CALL_TOKENS * 2;

/** How many characters of source text one call with this model takes, with room for instructions and answer. */
export function textRoom({ catalog }: Pick<ProviderStrategyService, 'catalog'>, model: string): number {
  const entry = model === 'auto' ? undefined : catalog.resolve(model)?.entry;
  return entry === undefined ? CALL_CHARACTERS : Math.min(CALL_CHARACTERS, Math.max(2_000, entry.contextTokens));
}

/** Tells the model in which language to write. */
export function languageRule(language: string | undefined): string {
  return language === undefined ? 'Write in the language of the text.' : `Write in the language with the code "${language}".`;
}

/** How much the place in the text counts beside shared words. */
const PLACE_WEIGHT = 0.3;

const WORD = /[\p{L}\p{N}]{4,}/gu;

/** Word stems, roughly: the first letters tell Russian and English words of one root alike. */
function stemsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(WORD) ?? []).map((word) => word.slice(0, 4)));
}

/**
 * The parts of a text that speak of a topic, in their order, up to so many characters: by the words they share,
 * and where nothing tells them apart by their place (`share`: 0 beginning to 1 end).
 */
export function partsAbout(parts: readonly string[], topic: string, share: number, room: number): string {
  const wanted = stemsOf(topic);
  const ranked = parts
    .map((part, index) => {
      let shared = 0;
      for (const stem of stemsOf(part)) if (wanted.has(stem)) shared += 1;
      const distance = Math.abs((index + 0.5) / parts.length - share);
      return { index, part, score: shared / Math.max(1, wanted.size) - distance * PLACE_WEIGHT };
    })
    .sort((a, b) => b.score - a.score);
  const taken: typeof ranked = [];
  let length = 0;
  for (const entry of ranked) {
    if (length + entry.part.length > room && taken.length > 0) continue;
    taken.push(entry);
    length += entry.part.length;
  }
  return taken.sort((a, b) => a.index - b.index).map(({ part }) => part).join('\n\n').slice(0, room);
}
