import type { ModelLife } from '#contracts';

/** The key, among sentences about models that stop, of the one that fits: with or without a successor, certain or said. */
export function sunsetKey({ shutdownDateSecondHand, replacedBy }: ModelLife): 'stops' | 'stopsFor' | 'maybe' | 'maybeFor' {
  if (shutdownDateSecondHand === true) return replacedBy === undefined ? 'maybe' : 'maybeFor';
  return replacedBy === undefined ? 'stops' : 'stopsFor';
}
