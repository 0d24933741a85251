import { PartList, type Part } from './part.ts';
import { Problem, type RecordingFile } from './recording-file.ts';

/** At most this many bytes at the end may be missing: some programs count wrong. */
export const END_TOLERANCE = 4096;
const MAX_BOXES = 1_000_000;

export function cutOff(size: number, announced: number): Problem {
  return new Problem(`The recording is cut off: ${size} of its ${announced} bytes are there. Send the whole file.`);
}

/** MP4 and QuickTime files one after the other, each of which counts from its own beginning. @throws Problem when the last is cut off */
export function mp4Parts(file: RecordingFile): readonly Part[] {
  const list = new PartList();
  let beginning = 0;
  let filled = false;
  let at = 0;
  for (let boxes = 0; at < file.size; boxes += 1) {
    const head = file.bytes(at, 16);
    if (head.length < 8 || boxes === MAX_BOXES) break;
    const short = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (type === 'ftyp' && filled) {
      list.begin({ start: beginning, end: at });
      beginning = at;
      filled = false;
    }
    filled ||= type === 'moov' || type === 'mdat' || type === 'moof';
    // 0: to the end, whatever that is.
    if (length < 8) {
      at = file.size;
      break;
    }
    at += length;
  }
  if (at > file.size + END_TOLERANCE) throw cutOff(file.size, at);
  list.begin({ start: beginning, end: file.size });
  return list.parts;
}
