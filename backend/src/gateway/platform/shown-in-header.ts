import { shownName } from '../../validation/index.js';

/** A name that the client wrote, as an answer's header may repeat it among others. */
export function shownInHeader(name: string): string {
  return shownName(name).replace(/[^\x21-\x7e]|,/g, '?');
}
