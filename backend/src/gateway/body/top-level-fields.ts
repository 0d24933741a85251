/** Where a top-level member of a JSON object stands in its bytes. */
export interface FieldRange {
  /** The decoded name. */
  readonly name: string;
  /** Byte offsets of the value, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function skipSpace(json: Buffer, at: number): number {
  let index = at;
  while (isSpace(json[index])) index += 1;
  return index;
}

/** Offset behind the string that begins at `at`. */
function skipString(json: Buffer, at: number): number {
  let index = at + 1;
  while (index < json.length && json[index] !== QUOTE) index += json[index] === BACKSLASH ? 2 : 1;
  return index + 1;
}

/** Offset behind the value that begins at `at`. */
function skipValue(json: Buffer, at: number): number {
  const first = json[at];
  if (first === QUOTE) return skipString(json, at);
  let index = at;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (index < json.length && json[index] !== COMMA && json[index] !== 0x7d && !isSpace(json[index])) index += 1;
    return index;
  }
  let depth = 0;
  while (index < json.length) {
    const byte = json[index];
    if (byte === QUOTE) {
      index = skipString(json, index);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    if (byte === 0x7d || byte === 0x5d) depth -= 1;
    index += 1;
    if (depth === 0) break;
  }
  return index;
}

/**
 * The top-level members of a JSON object, in order and with repetitions, which `JSON.parse` hides.
 * @param json bytes that `JSON.parse` accepts as an object; for others the result means nothing
 */
export function topLevelFields(json: Buffer): FieldRange[] {
  const fields: FieldRange[] = [];
  let index = skipSpace(json, skipSpace(json, 0) + 1);
  while (index < json.length && json[index] === QUOTE) {
    const nameEnd = skipString(json, index);
    const name = JSON.parse(json.toString('utf8', index, nameEnd)) as string;
    index = skipSpace(json, nameEnd);
    if (json[index] !== COLON) break;
    const start = skipSpace(json, index + 1);
    const end = skipValue(json, start);
    fields.push({ name, start, end });
    index = skipSpace(json, end);
    if (json[index] === COMMA) index = skipSpace(json, index + 1);
  }
  return fields;
}
