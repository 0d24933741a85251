import { ByokError, KEY_HEADERS, isByokProvider, type ProviderId } from '#contracts';
import { shownName } from '../../validation/index.js';

/** Deep places of a body need more room than a name. */
const MAX_PATH = 300;
const MAX_STEP = 60;

/** A place in the client's body as an error may repeat it: its names can be keys, or megabytes. */
export function shownPath(path: string): string {
  const steps = path.slice(0, MAX_PATH * 4).split('.');
  return steps.map((step) => (step.length > MAX_STEP ? shownName(step).slice(0, MAX_STEP) : shownName(step))).join('.').slice(0, MAX_PATH);
}

/** The refusal of what works with an own key only (contract, section 6). */
export function needsOwnKey(provider: ProviderId, path: string): ByokError {
  const shown = shownPath(path);
  const mend = isByokProvider(provider)
    ? `It works with a key of your own in the header ${KEY_HEADERS[provider]}, or leave it out.`
    : 'Leave it out, or name a model of a provider for which you have a key of your own.';
  return new ByokError('key_required', `The platform's key does not pay for "${shown}": it stores, reads what is stored, costs more than the one answer, or is not known here. ${mend}`, {
    param: shown,
  });
}
