import { utf8, type Bytes, type PlainKey } from './bytes.js';
import type { EntryMetadata } from './format.js';

/** Plaintexts are padded to a multiple of this, so that a stored record doesn't tell the key's length. */
const BLOCK = 256;

/**
 * Key and metadata as one plaintext: u32 length and JSON of the metadata, u16 length and bytes of the key,
 * zeros up to the next multiple of 256 (numbers big-endian). The caller zero-fills the result.
 */
export function packEntry(metadata: EntryMetadata, key: PlainKey): Bytes {
  const json = utf8(JSON.stringify(metadata));
  const length = 4 + json.length + 2 + key.length;
  const frame = new Uint8Array(Math.ceil(length / BLOCK) * BLOCK);
  const view = new DataView(frame.buffer);
  view.setUint32(0, json.length);
  frame.set(json, 4);
  view.setUint16(4 + json.length, key.length);
  frame.set(key, 6 + json.length);
  return frame;
}

/**
 * The parts of a frame. `key` is a view into it: zero-filling the frame clears the key.
 * @throws RangeError or SyntaxError when the bytes are no frame (can't happen to what AES-GCM vouched for)
 */
export function unpackEntry(frame: Bytes): { metadata: EntryMetadata; key: PlainKey } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const jsonLength = view.getUint32(0);
  const keyLength = view.getUint16(4 + jsonLength);
  if (6 + jsonLength + keyLength > frame.length) throw new RangeError('The frame is shorter than it says.');
  const json = new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(4, 4 + jsonLength));
  const key = frame.subarray(6 + jsonLength, 6 + jsonLength + keyLength) as PlainKey;
  return { metadata: JSON.parse(json) as EntryMetadata, key };
}
