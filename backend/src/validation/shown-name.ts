import { redactText } from '#redaction';

/** Characters of a name that an error repeats. */
const MAX_NAME = 100;

/** A name of the client's making, as an error may repeat it: it can be a key, or a megabyte. */
export function shownName(name: string): string {
  return redactText(name.slice(0, MAX_NAME));
}
