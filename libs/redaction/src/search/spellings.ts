import { constants, inflateRawSync } from 'node:zlib';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** Most bytes of one gzip stream that are looked into, packed and unpacked. */
const PACKED_LIMIT = 4 * 1024 * 1024;
const UNPACKED_LIMIT = 32 * 1024 * 1024;

/** Every gzip stream that begins somewhere in the bytes, as far as it can be unpacked. */
export function* gzipStreams(bytes: Buffer): Generator<{ readonly at: number; readonly unpacked: Buffer }> {
  for (let at = bytes.indexOf(GZIP_MAGIC); at !== -1; at = bytes.indexOf(GZIP_MAGIC, at + 1)) {
    const unpacked = unpack(bytes.subarray(at, at + PACKED_LIMIT));
    if (unpacked !== undefined) yield { at, unpacked };
  }
}

/** As much of a gzip stream as can be unpacked, also when its end is missing, or something stands behind it. */
function unpack(packed: Buffer): Buffer | undefined {
  const flags = packed[3] ?? 0;
  if ((flags & 0b1110_0000) !== 0) return undefined;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (packed.length > at + 2 ? packed.readUInt16LE(at) : 0);
  for (const text of [8, 16]) if ((flags & text) !== 0) at = packed.indexOf(0, at) + 1;
  if ((flags & 2) !== 0) at += 2;
  try {
    return inflateRawSync(packed.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: UNPACKED_LIMIT });
  } catch {
    return undefined;
  }
}

const BACKSLASH = 0x5c;

/** What stands in the strings of JSON, such as a heap snapshot or rows that were written as text: `\\` and `\u00XX` as the bytes that they mean. */
export function withoutEscapes(json: Buffer): Buffer {
  if (!json.includes(BACKSLASH)) return json;
  const out = Buffer.alloc(json.length);
  let [from, to] = [0, 0];
  for (let at = json.indexOf(BACKSLASH); at !== -1; at = json.indexOf(BACKSLASH, from)) {
    to += json.copy(out, to, from, at);
    const digits = json[at + 1] === 0x75 ? json.toString('latin1', at + 2, at + 6) : '';
    const isByte = /^00[0-9a-f]{2}$/i.test(digits);
    out[to++] = isByte ? Number.parseInt(digits, 16) : (json[at + 1] ?? BACKSLASH);
    from = Math.min(at + (isByte ? 6 : 2), json.length);
  }
  to += json.copy(out, to, from);
  return out.subarray(0, to);
}

/** V8 writes the zero bytes of wide texts as spaces into a heap snapshot: as zero bytes again. */
export function withZeros(snapshot: Buffer): Buffer {
  const out = Buffer.from(snapshot);
  for (let at = out.indexOf(0x20); at !== -1; at = out.indexOf(0x20, at + 1)) out[at] = 0;
  return out;
}

const PERCENT = 0x25;

/** What stands in a URL or a form: `%XX` as the bytes that they mean. */
export function withoutPercents(text: Buffer): Buffer {
  if (!text.includes(PERCENT)) return text;
  const out = Buffer.alloc(text.length);
  let [from, to] = [0, 0];
  for (let at = text.indexOf(PERCENT); at !== -1; at = text.indexOf(PERCENT, from)) {
    to += text.copy(out, to, from, at);
    const digits = text.toString('latin1', at + 1, at + 3);
    const isEscape = /^[0-9a-f]{2}$/i.test(digits);
    out[to++] = isEscape ? Number.parseInt(digits, 16) : PERCENT;
    from = at + (isEscape ? 3 : 1);
  }
  to += text.copy(out, to, from);
  return out.subarray(0, to);
}
