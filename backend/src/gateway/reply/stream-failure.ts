import type { ErrorCode } from '#contracts';
import type { CallOutcome } from '#nestjs-byok';
import { StreamEvents } from '#providers';
import type { ClassifyEvent } from './error-events.js';

/** An error as an element of Gemini's JSON array. */
const ERROR_ELEMENT = /\{\s*"error"\s*:/g;

/**
 * Our code of the error with which a provider ended its stream; undefined when its last event is none, or has not
 * come whole.
 * @param tail the last bytes of the stream, one character for each
 * @param isArray it is one JSON array, written element by element
 */
export function endingFailure(tail: string, classify: ClassifyEvent, isArray: boolean): ErrorCode | undefined {
  if (!tail.includes('error')) return undefined;
  return isArray ? lastElementFailure(tail, classify) : lastEventFailure(tail, classify);
}

function lastEventFailure(tail: string, classify: ClassifyEvent): ErrorCode | undefined {
  const splitter = new StreamEvents();
  const events = [...splitter.feed(Buffer.from(tail, 'latin1')), ...splitter.end()];
  const last = events.findLast(({ data }) => data.trim() !== '' && data.trim() !== '[DONE]');
  if (last === undefined) return undefined;
  const name = last.event === undefined ? '' : `event: ${last.event}\n`;
  return classify(`${name}data: ${last.data.replaceAll('\n', '\ndata: ')}\n\n`)?.code;
}

function lastElementFailure(tail: string, classify: ClassifyEvent): ErrorCode | undefined {
  const at = [...tail.matchAll(ERROR_ELEMENT)].at(-1)?.index;
  return at === undefined ? undefined : classify(Buffer.from(tail.slice(at).replace(/\s*\]\s*$/, ''), 'latin1').toString('utf8'))?.code;
}

/** Keeps of a call that its answer broke off after its first byte: how, and that its usage is not all. */
export function noteBroken(outcome: CallOutcome, code: ErrorCode): void {
  outcome.code = code;
  if (outcome.sample !== undefined) outcome.sample.isCut = true;
}
