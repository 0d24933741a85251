import { ByokError } from '#contracts';
import { expectedInput, UnpricedCall, type ExpectedUsage } from '#nestjs-byok';
import { RepeatedFieldError, UnlistedFieldError, type OutputLimits, type RouteFields } from '#providers';
import type { JsonBody } from '../body/json-body.js';
import { shownPath } from './outside-list.js';

type Fields = Record<string, unknown>;

/** Outside the lists of what the platform pays for, and yet without a price: they store, or choose an account. */
const FREE_FIELDS: ReadonlySet<string> = new Set(['store', 'prompt_cache_key', 'workspace_id', 'user_profile_id']);
/** Tiers of service at list prices or below. */
const USUAL_TIERS: ReadonlySet<unknown> = new Set(['auto', 'default', 'standard', 'standard_only', 'flex']);
const TIER_FIELDS: ReadonlySet<string> = new Set(['service_tier', 'serviceTier']);
/** How many answers are paid: OpenAI's field, and Gemini's in its configuration. */
const COUNT_FIELDS: ReadonlySet<string> = new Set(['n', 'candidateCount', 'candidate_count']);
const CONFIGURATIONS: ReadonlySet<string> = new Set(['generationConfig', 'generation_config']);

/** A call with a field whose price nobody knows. @param path as the client wrote it */
export function unpricedField(path: string): UnpricedCall {
  const shown = shownPath(path);
  return new UnpricedCall(`"${shown}" may cost more than the tokens of the call, goes on with what is stored, or is not known here`, shown);
}

/**
 * What a call consumes that an own key pays, by its body: the route's list of fields under the platform's key is also
 * the list of those whose price is known.
 * @param route undefined when the route has no list
 * @param model the provider's own id, when the body names one
 */
export function expectedOfOwnKey(route: RouteFields | undefined, body: JsonBody, model: string | undefined, limits: OutputLimits): ExpectedUsage | UnpricedCall {
  if (route === undefined) return new UnpricedCall('this route has no price');
  try {
    const { fields, answers } = withoutFree(JSON.parse(body.text()) as Fields);
    const listed = { ...route.rewrite(fields), ...(model === undefined ? {} : { model }) };
    if ('audio' in listed && listed['audio'] !== null) return unpricedField('audio');
    route.limitOutput(listed, limits);
    return { ...expectedInput(listed), outputTokens: answers * route.outputMaximum(listed, limits.most) };
  } catch (error) {
    if (error instanceof UnlistedFieldError || error instanceof RepeatedFieldError) return unpricedField(error.path);
    if (error instanceof ByokError) return new UnpricedCall('its body is too large to be read');
    throw error;
  }
}

/** @throws UnlistedFieldError */
function withoutFree(body: Fields): { readonly fields: Fields; readonly answers: number } {
  const fields: Fields = {};
  let answers = 1;
  for (const [name, value] of Object.entries(body)) {
    if (FREE_FIELDS.has(name) || (TIER_FIELDS.has(name) && USUAL_TIERS.has(value))) continue;
    if (COUNT_FIELDS.has(name)) answers = Math.max(answers, answersOf(name, value));
    else if (CONFIGURATIONS.has(name) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const entries = Object.entries(value as Fields);
      fields[name] = Object.fromEntries(entries.filter(([inner]) => !COUNT_FIELDS.has(inner)));
      for (const [inner, count] of entries) if (COUNT_FIELDS.has(inner)) answers = Math.max(answers, answersOf(`${name}.${inner}`, count));
    } else fields[name] = value;
  }
  return { fields, answers };
}

function answersOf(path: string, value: unknown): number {
  if (value === null) return 1;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw new UnlistedFieldError(path);
  return value;
}
