import { PartList, type Part, type Stretch } from './part.ts';
import type { RecordingFile } from './recording-file.ts';

const PACKET = 188;
const SYNC = 0x47;
/** Ticks of its clock in a second, and where that begins anew. */
const TICKS = 90_000;
const WRAP = 2 ** 33;
/** So far back sound never goes, and so far on nothing goes, in ticks, unless another recording begins. */
const BACK = TICKS / 2;
const ON = 10 * TICKS;
/** Packets of a program map, at most. */
const MAP_PACKETS = 8;

/** How packets lie in the file: bare, with a time before each (M2TS), or with a correction behind each. */
function layoutOf(file: RecordingFile): { stride: number; offset: number } {
  const head = file.bytes(0, PACKET + 17);
  if (head[0] === SYNC && head[PACKET] === SYNC) return { stride: PACKET, offset: 0 };
  return head[0] === SYNC ? { stride: PACKET + 16, offset: 0 } : { stride: PACKET + 4, offset: 4 };
}

/** From one time to the other, the shorter way round. */
function between(from: number, to: number): number {
  const ticks = (((to - from) % WRAP) + WRAP) % WRAP;
  return ticks < WRAP / 2 ? ticks : ticks - WRAP;
}

/** A time that begins a stretch of sound or picture, ISO/IEC 13818-1, 2.4.3.7. */
function timeOf(payload: Buffer): { time: number; sound: boolean } | undefined {
  if (payload.length < 14 || payload.readUIntBE(0, 3) !== 1 || ((payload[7] as number) & 0x80) === 0) return undefined;
  const stream = payload[3] as number;
  const behind = 9 + (payload[8] as number);
  const dolby = (stream === 0xbd || stream === 0xfd) && payload.length >= behind + 2 && payload.readUInt16BE(behind) === 0x0b77;
  if (!dolby && (stream < 0xc0 || stream > 0xef)) return undefined;
  const [first, second, third] = [payload[9] as number, payload.readUInt16BE(10), payload.readUInt16BE(12)];
  return { time: ((first >> 1) & 7) * 2 ** 30 + (second >> 1) * 2 ** 15 + (third >> 1), sound: dolby || stream < 0xe0 };
}

/** The number under which the program's map comes, from the table of programs. */
function mapOf(payload: Buffer): number | undefined {
  for (let at = 1 + (payload[0] ?? 0) + 8; at + 4 <= payload.length; at += 4) {
    if (payload.readUInt16BE(at) !== 0) return payload.readUInt16BE(at + 2) & 0x1fff;
  }
  return undefined;
}

/** Transport streams one after the other, told by a clock that jumps; each gets the tables that say what is in it. */
export function tsParts(file: RecordingFile): readonly Part[] {
  const { stride, offset } = layoutOf(file);
  const list = new PartList();
  const heard = new Map<number, number>();
  let newest: number | undefined;
  let programsAt = -1;
  let latestProgramsAt = -1;
  let heardAt = -1;
  let mapBytes: Buffer | undefined;
  let mapId: number | undefined;
  let programs: Stretch[] = [];
  let map: Stretch[] = [];
  const forget = () => {
    heard.clear();
    newest = undefined;
  };
  list.begin();
  for (let at = 0; at + offset + PACKET <= file.size; ) {
    const packet = file.bytes(at + offset, PACKET);
    if (packet[0] !== SYNC) {
      at += 1;
      while (at < file.size && ![0, 1, 2].every((count) => file.bytes(at + offset + count * stride, 1)[0] === SYNC)) at += 1;
      continue;
    }
    const id = packet.readUInt16BE(1) & 0x1fff;
    const isStart = ((packet[1] as number) & 0x40) !== 0;
    const own: Stretch = { start: at, end: Math.min(file.size, at + stride) };
    if (!isStart) {
      if (id === mapId && map.length > 0 && map.length < MAP_PACKETS) map.push(own);
    } else {
      const control = ((packet[3] as number) >> 4) & 3;
      const payload = (control & 1) === 0 ? packet.subarray(0, 0) : packet.subarray(control === 3 ? 5 + (packet[4] as number) : 4);
      if (id === 0) {
        programs = [own];
        latestProgramsAt = at;
        if (programsAt < heardAt) programsAt = at;
        mapId = mapOf(payload);
      } else if (id === mapId) {
        // Another map is another recording, or another encoding.
        if (mapBytes !== undefined && !mapBytes.equals(payload)) {
          if (latestProgramsAt > heardAt) list.beginAt(latestProgramsAt);
          else list.begin(...programs);
          forget();
        }
        mapBytes = Buffer.from(payload);
        map = [own];
      }
      const begun = timeOf(payload);
      if (begun !== undefined) {
        const before = heard.get(id);
        const back = begun.sound && before !== undefined && between(before, begun.time) < -BACK;
        if (back || (newest !== undefined && between(newest, begun.time) > ON)) {
          // A file begins with its tables, and perhaps pictures; a stream that was cut elsewhere gets the last ones.
          if (programsAt > heardAt) list.beginAt(programsAt);
          else list.begin(...programs, ...map);
          forget();
        }
        if (begun.sound) {
          heard.set(id, begun.time);
          heardAt = at;
        }
        if (newest === undefined || between(newest, begun.time) > 0) newest = begun.time;
      }
    }
    list.add(own.start, own.end);
    at += stride;
  }
  return list.parts;
}
