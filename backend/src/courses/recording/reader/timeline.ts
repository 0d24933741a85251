import type { EncodedPacket } from 'mediabunny';
import type { Part } from './part.ts';
import { Problem } from './recording-file.ts';
import type { Encoding, Sound } from './sound.ts';

/** Longest recording, in seconds. */
const MAX_SECONDS = 24 * 60 * 60;
/** Further back than this, in seconds, time only goes when it begins anew. */
const BACK = 1;

/** A packet with its time in the whole recording, from 0. */
export interface TimedPacket {
  readonly packet: EncodedPacket;
  /** The same object as long as packets can stand in one piece. */
  readonly encoding: Encoding;
}

/**
 * The packets of all parts on one line of time.
 * @param open null for a part without sound
 * @throws Problem when the recording is damaged or too long
 */
export async function* timeline(parts: readonly Part[], open: (part: Part) => Promise<Sound | null>): AsyncGenerator<TimedPacket, void> {
  let end = 0;
  let before = -Infinity;
  let encoding: Encoding | undefined;
  for (const part of parts) {
    const sound = await open(part);
    if (sound === null) continue;
    try {
      encoding = encoding !== undefined && isSame(encoding, sound.encoding) ? encoding : sound.encoding;
      const beginning = end;
      let shift = beginning - sound.origin;
      for await (const packet of sound.packets()) {
        if (!Number.isFinite(packet.timestamp) || !(packet.duration >= 0 && packet.duration <= MAX_SECONDS)) throw new Problem('');
        if (end > beginning && packet.timestamp + shift < before - BACK) shift = end - packet.timestamp;
        // Clocks that waver go on.
        before = Math.max(before, packet.timestamp + shift);
        end = Math.max(end, before + packet.duration);
        if (end > MAX_SECONDS) throw new Problem('The recording is longer than 24 hours, the limit.');
        yield { packet: packet.clone({ timestamp: before, data: new Uint8Array(packet.data) }), encoding };
      }
      // The library takes what it cannot find for the end.
      if (end - beginning < sound.least) throw new Problem('');
    } finally {
      sound.close();
    }
  }
}

/** Frames of FLAC are numbered from the beginning of their own part. */
function isSame(one: Encoding, other: Encoding): boolean {
  const [a, b] = [one.decoderConfig, other.decoderConfig];
  const bytes = ({ description }: Encoding['decoderConfig']) => Buffer.from((description ?? new Uint8Array()) as Uint8Array);
  return one.codec === other.codec && one.codec !== 'flac' && a.codec === b.codec && a.sampleRate === b.sampleRate && a.numberOfChannels === b.numberOfChannels && bytes(a).equals(bytes(b));
}
