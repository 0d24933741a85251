import { forecastPayer, keyProvidersFor, type PayerForecast, type PayerQuestion } from '#angular-byok/payer';
import type { ByokProviderId, CatalogView } from '#contracts';

/** The providers that turn speech into text (contract, section 6: Anthropic can't). */
const HEARS: readonly ByokProviderId[] = ['gemini', 'openai'];

export interface CourseQuestion extends PayerQuestion {
  recording: boolean;
  /** Tells which models hear; without it the transcription counts as an automatic choice. */
  catalog: CatalogView | undefined;
}

export interface CoursePayers {
  /** Who pays for the transcription; undefined for a text. */
  hearing: PayerForecast | undefined;
  /** The person has keys, but none that can transcribe. */
  keysCannotHear: boolean;
  writing: PayerForecast;
}

/** In a course a named model serves the stages that it can; the server chooses for the others. */
function hearingModel({ model, catalog }: CourseQuestion): string {
  const [provider, ...id] = model.split('/');
  const entry = catalog?.providers.find((candidate) => candidate.id === provider)?.models.find((candidate) => candidate.id === id.join('/'));
  return entry?.abilities.includes('transcription') ? model : 'auto';
}

/** Who will pay for a course, told before it starts. */
export function forecastCourse(question: CourseQuestion): CoursePayers {
  const writing = forecastPayer(question);
  if (!question.recording) return { hearing: undefined, keysCannotHear: false, writing };
  const keys = question.keys.filter(({ provider }) => HEARS.includes(provider));
  const hearing = forecastPayer({ ...question, keys, model: hearingModel(question) });
  return { hearing, keysCannotHear: hearing.payer === 'platformNoKeys' && question.keys.length > 0, writing };
}

/** The providers whose keys belong with a course. */
export function keyProvidersForCourse(question: CourseQuestion): readonly ByokProviderId[] {
  const writing = keyProvidersFor(question.model, question.preferences);
  const hearing = question.recording ? keyProvidersFor(hearingModel(question), question.preferences) : [];
  return [...new Set([...writing, ...hearing.filter((provider) => HEARS.includes(provider))])];
}

/** The forecasts that concern the person: one when both stages are paid alike. */
export function forecastsOf({ hearing, writing }: CoursePayers): PayerForecast[] {
  return hearing === undefined ? [writing] : [hearing, writing];
}
