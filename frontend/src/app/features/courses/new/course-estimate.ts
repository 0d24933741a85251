import type { CatalogModelView, CatalogView, ProviderId } from '#contracts';
import { TOKENS_PER_CHARACTER, costOf } from '../../../shared/money/cost.js';

/** How large a course's source is. */
export interface CourseSize {
  /** Of the recording; absent for a text. */
  seconds?: number;
  /** Of the transcript; absent for a recording, whose speech is reckoned from its length. */
  characters?: number;
}

/** Roubles from … to …; equal where one model is known to do the work. */
export interface CostRange {
  from: number;
  to: number;
}

export interface CourseEstimate {
  /** Absent for a text. */
  hearing?: CostRange;
  writing: CostRange;
  total: CostRange;
}

/** Providers whose own keys pay, by stage. */
export interface StagePayers {
  writing?: readonly ProviderId[];
  hearing?: readonly ProviderId[];
}

/** Characters that a teacher says in a second. */
const CHARACTERS_A_SECOND = 15;
/** A lesson for each of these, between three and twelve: so the outline is asked for. */
const CHARACTERS_A_LESSON = 5_400;
const LESSONS = { min: 3, max: 12 } as const;
/** What a lesson sees of the transcript at most, in characters. */
const EXCERPT_CHARACTERS = 16_000;
/** Tokens of our own words in a request, and of what the models write. */
const TOKENS = { instructions: 500, outline: 1_200, lesson: 1_800 } as const;
/** An automatic choice for a course takes no stronger models. */
const AUTOMATIC_TIER = 1;

/**
 * What a course costs at the catalog's prices, before it is begun. A guess at its length, in the right order of magnitude.
 * @param model `auto` or `<provider>/<id>`
 * @param payers whose own keys will pay for a stage: an automatic choice takes their models; empty: anybody's
 * @returns undefined when no price is known, or the size isn't
 */
export function estimateCourse(catalog: CatalogView, model: string, size: CourseSize, payers: StagePayers = {}): CourseEstimate | undefined {
  const characters = size.characters ?? (size.seconds === undefined ? undefined : size.seconds * CHARACTERS_A_SECOND);
  if (characters === undefined || characters <= 0) return undefined;
  const writing = rangeOf(writers(catalog, model, payers.writing).map(({ pricing }) => writingCost(pricing, characters)));
  if (!writing) return undefined;
  if (size.seconds === undefined) return { writing, total: writing };
  const hours = size.seconds / 3600;
  const hearing = rangeOf(hearers(catalog, model, payers.hearing).map(({ pricing }) => (pricing.audioRubPerHour ? pricing.audioRubPerHour * hours : undefined)));
  return hearing && { hearing, writing, total: { from: hearing.from + writing.from, to: hearing.to + writing.to } };
}

function writingCost(pricing: CatalogModelView['pricing'], characters: number): number | undefined {
  const lessons = Math.min(Math.max(Math.round(characters / CHARACTERS_A_LESSON), LESSONS.min), LESSONS.max);
  const outline = costOf(pricing, { tokensIn: characters * TOKENS_PER_CHARACTER + TOKENS.instructions, tokensOut: TOKENS.outline });
  const excerpt = Math.min(characters, EXCERPT_CHARACTERS) * TOKENS_PER_CHARACTER;
  const lesson = costOf(pricing, { tokensIn: excerpt + TOKENS.instructions, tokensOut: TOKENS.lesson });
  return outline === undefined || lesson === undefined ? undefined : outline + lessons * lesson;
}

function writers(catalog: CatalogView, model: string, payers: StagePayers['writing']): readonly CatalogModelView[] {
  const named = find(catalog, model);
  return named ? [named] : automatic(catalog, 'chat', payers);
}

/** A named model hears where it can; else the server chooses one. */
function hearers(catalog: CatalogView, model: string, payers: StagePayers['hearing']): readonly CatalogModelView[] {
  const named = find(catalog, model);
  return named?.abilities.includes('transcription') ? [named] : automatic(catalog, 'transcription', payers);
}

function automatic(catalog: CatalogView, ability: 'chat' | 'transcription', payers: readonly ProviderId[] = []): CatalogModelView[] {
  const providers = catalog.providers.filter(({ id }) => payers.length === 0 || payers.includes(id));
  return providers.flatMap(({ models }) =>
    models.filter(({ allowed, stopsSoon, tier, abilities }) => allowed && !stopsSoon && tier <= AUTOMATIC_TIER && abilities.includes(ability)),
  );
}

function find(catalog: CatalogView, model: string): CatalogModelView | undefined {
  const [provider, ...id] = model.split('/');
  return catalog.providers.find((candidate) => candidate.id === provider)?.models.find((candidate) => candidate.id === id.join('/'));
}

/** Of the known ones; undefined when none is, or when the one that counts isn't. */
function rangeOf(costs: readonly (number | undefined)[]): CostRange | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === 0 ? undefined : { from: Math.min(...known), to: Math.max(...known) };
}
