import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Output, type OutputFormat } from 'mediabunny';

function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.set([1, 1], 8);
  head.writeUInt32LE(48_000, 12);
  return head;
}

/** Opus: 20 ms of silence, one channel. AAC-LC: a frame of 1024 samples, mono; what is in it does not matter here. */
const FRAMES = {
  opus: { data: new Uint8Array([0x08, 0xff, 0xfe]), seconds: 0.02, rate: 48_000, codec: 'opus', description: opusHead() },
  aac: { data: new Uint8Array(64).fill(0x21), seconds: 1024 / 44_100, rate: 44_100, codec: 'mp4a.40.2', description: new Uint8Array([0x12, 0x08]) },
} as const;

const PICTURE = new EncodedPacket(new Uint8Array([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x10, 0x00, 0x10, 0x00]), 'key', 0, 1);
const PICTURE_META = { decoderConfig: { codec: 'vp8', codedWidth: 16, codedHeight: 16 } };

/** A recording of so many seconds in any container. @param described whether it says what its decoder must know @param beginning what its clock says at first */
export async function muxed(codec: 'opus' | 'aac', format: OutputFormat, seconds: number, video = false, described = true, beginning = 0): Promise<Buffer> {
  const frame = FRAMES[codec];
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const sound = new EncodedAudioPacketSource(codec);
  const picture = new EncodedVideoPacketSource('vp8');
  output.addAudioTrack(sound);
  if (video) output.addVideoTrack(picture);
  await output.start();
  const meta = { decoderConfig: { codec: frame.codec, sampleRate: frame.rate, numberOfChannels: 1, ...(described ? { description: frame.description } : {}) } };
  if (video) await picture.add(PICTURE.clone({ timestamp: beginning, duration: seconds }), PICTURE_META);
  for (let at = 0; at * frame.seconds < seconds; at += 1) await sound.add(new EncodedPacket(frame.data, 'key', beginning + at * frame.seconds, frame.seconds), meta);
  await output.finalize();
  return Buffer.from(target.buffer as ArrayBuffer);
}

/** One picture, and no sound. */
export async function muxedVideo(format: OutputFormat): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const picture = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(picture);
  await output.start();
  await picture.add(PICTURE, PICTURE_META);
  await output.finalize();
  return Buffer.from(target.buffer as ArrayBuffer);
}
