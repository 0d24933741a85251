import { redactText } from '#redaction';

/** Of a name so much is repeated in an error, in characters. */
const LONGEST_NAME = 100;

/** A name of the client's making, as an error may repeat it: it can be a key, or a megabyte. */
export function shownName(name: string): string {
  return redactText(name.slice(0, LONGEST_NAME));
}
