import { ByokError, type ErrorCode } from '#contracts';
import { renderError, type ProviderApiFormat } from '../../http/index.js';

/** The code of an answer that its provider broke off without a word. */
export const BROKEN_OFF: ErrorCode = 'provider_unavailable';

/** The failure of a response that ended before it was whole. */
export function brokenOff(provider: string): ByokError {
  return new ByokError(BROKEN_OFF, `${provider} broke off in the middle of its answer. Send the request again.`);
}

/** How a stream is written. */
export interface StreamForm {
  readonly format: ProviderApiFormat;
  /** The events of OpenAI's Responses API, which have names. */
  readonly isResponses?: boolean;
  /** The events of Gemini's Interactions API, which have names, too. */
  readonly isInteractions?: boolean;
  /** One JSON array, written element by element. */
  readonly isArray?: boolean;
  /** For the formats that name it in an error. */
  readonly requestId?: string;
}

/** An error inside a stream, in the words of its format. The blank line before it closes an event of which only a part came. */
export function streamError(error: ByokError, { format, isResponses = false, isInteractions = false, isArray = false, requestId = '' }: StreamForm): string {
  const { body } = renderError(format, error, requestId);
  if (isArray) return `,\n${JSON.stringify(body)}]`;
  const json = JSON.stringify(isResponses ? responsesError(body) : isInteractions ? interactionsError(error) : body);
  return format === 'anthropic' || isResponses || isInteractions ? `\n\nevent: error\ndata: ${json}\n\n` : `\n\ndata: ${json}\n\n`;
}

/**
 * The Responses API's error event: the fields of its reference at the top, and again under `error`, where its
 * server puts them. Events that passed unread are not counted, so that its place among them is not known.
 */
function responsesError({ error }: Record<string, unknown>): Record<string, unknown> {
  const { message, param, code } = error as Record<string, unknown>;
  return { type: 'error', sequence_number: 0, code, message, param, error };
}

/** The Interactions API's error event. Source: https://ai.google.dev/api/interactions-api */
function interactionsError({ code, message }: ByokError): Record<string, unknown> {
  return { event_type: 'error', error: { code, message } };
}
