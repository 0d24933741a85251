import type { EncodedPacket } from 'mediabunny';
import { Problem } from './recording-file.ts';
import type { Encoding } from './sound.ts';
import type { TimedPacket } from './timeline.ts';

/** Packets in one piece at most; five minutes in steps of 2.5 ms are 120,000. */
const PIECE_PACKETS = 200_000;
/** Pieces at most; a day of five minutes each are 288, of uncompressed studio sound some thousand. */
const MAX_PIECES = 5000;
/** A rest that is shorter, in seconds, goes with the piece before it. */
const SHORT = 1;
/** For that there is room above a piece's limit of bytes, of this share of it. */
const ROOM = 1 / 16;
/** Providers take no less, in seconds, and a word takes longer. */
const MIN_SECONDS = 0.1;
/** The seconds at the beginning that give no sound in encodings whose decoder needs some packets to start. */
const LOST = 0.1;
const WITHOUT_LOSS = /^(pcm|ulaw|alaw|flac)/;

/** A piece's packets, in order. */
export interface Cut {
  readonly encoding: Encoding;
  readonly packets: EncodedPacket[];
  bytes: number;
}

const startOf = ({ packets: [first] }: Cut): number => first?.timestamp ?? 0;
const endOf = ({ packets }: Cut): number => packets.reduce((end, { timestamp, duration }) => Math.max(end, timestamp + duration), -Infinity);
const secondsOf = (cut: Cut): number => endOf(cut) - startOf(cut);

/** Whether it can be a piece of its own behind another one. */
const standsAlone = (rest: Cut, limit: number): boolean => (rest.packets.at(-1)?.timestamp ?? 0) - startOf(rest) >= SHORT || rest.bytes > limit * ROOM;

/** Whether a provider would take it: what is shorter can't be heard. */
const isAudible = (cut: Cut): boolean => secondsOf(cut) >= MIN_SECONDS + (WITHOUT_LOSS.test(cut.encoding.codec) ? 0 : LOST);

/**
 * Cuts, without encoding anew, into pieces within the limits, none of them too short to be sent.
 * The same packets are always cut in the same places.
 */
export async function* cut(heard: AsyncIterable<TimedPacket>, limits: { readonly seconds: number; readonly bytes: number }): AsyncGenerator<Cut, void> {
  /** A full piece, until it is known that no short rest follows. */
  let waiting: Cut | undefined;
  let current: Cut | undefined;
  let count = 0;
  for await (const { packet, encoding } of heard) {
    if (packet.byteLength > limits.bytes || (current?.packets.length ?? 0) > PIECE_PACKETS) throw new Problem('');
    const isFull = current !== undefined && (current.bytes + packet.byteLength > limits.bytes || packet.timestamp - startOf(current) >= limits.seconds);
    if (current !== undefined && (isFull || current.encoding !== encoding)) {
      const isEnd = current.encoding !== encoding;
      const done = isEnd ? ended(waiting, current) : waiting;
      if (done !== undefined) yield done;
      waiting = isEnd ? undefined : current;
      current = undefined;
      count += 1;
    }
    if (count > MAX_PIECES) throw new Problem('The recording changes its encoding too often.');
    current ??= { encoding, packets: [], bytes: 0 };
    current.packets.push(packet);
    current.bytes += packet.byteLength;
    if (waiting !== undefined && standsAlone(current, limits.bytes)) {
      yield waiting;
      waiting = undefined;
    }
  }
  const last = current === undefined ? waiting : ended(waiting, current);
  if (last !== undefined) yield last;
}

/** The last piece of its encoding, with its rest; undefined when there is nothing to hear in it. */
function ended(waiting: Cut | undefined, rest: Cut): Cut | undefined {
  if (waiting !== undefined) return { encoding: rest.encoding, packets: [...waiting.packets, ...rest.packets], bytes: waiting.bytes + rest.bytes };
  return isAudible(rest) ? rest : undefined;
}
