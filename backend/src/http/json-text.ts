import { refusedBody } from './json-values.js';

/** Bodies of product routes nest at most this deep; nothing that we take needs more. */
const MAXIMUM_DEPTH = 32;
/** Fields of one object, repeated ones included. */
const MAXIMUM_NAMES = 100;
/** Values in all: a full batch of events has some 800. */
const MAXIMUM_VALUES = 10_000;

/**
 * Refuses a JSON text of a product route that would cost much to parse and check, at the first byte that is too much.
 * Takes time linear in the text; the parser refuses what is not JSON.
 * @throws ByokError invalid_input
 */
export function checkJsonText(bytes: ArrayLike<number>): void {
  const names = new Uint32Array(MAXIMUM_DEPTH + 1);
  const end = bytes.length;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < end; at += 1) {
    switch (bytes[at]) {
      case 0x22: // "
        for (at += 1; at < end && bytes[at] !== 0x22; at += 1) if (bytes[at] === 0x5c) at += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        values += 1;
        if (depth > MAXIMUM_DEPTH) throw refusedBody('body', `nests deeper than ${MAXIMUM_DEPTH} levels`);
        names[depth] = 0;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth = Math.max(0, depth - 1);
        break;
      case 0x3a: // :
        names[depth] = (names[depth] as number) + 1;
        if ((names[depth] as number) > MAXIMUM_NAMES) throw refusedBody('body', `has more than ${MAXIMUM_NAMES} fields in one object`);
        break;
      case 0x2c: // ,
        values += 1;
        break;
    }
    if (values > MAXIMUM_VALUES) throw refusedBody('body', `holds more than ${MAXIMUM_VALUES} values`);
  }
}
