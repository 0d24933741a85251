/** A WAV recording of so many seconds: 8 kHz, 8 bit, one channel, a soft tone. */
export function wavOf(seconds: number, rate = 8000): Buffer {
  const samples = Math.round(seconds * rate);
  const second = Buffer.from(Array.from({ length: rate }, (_none, at) => 128 + Math.round(20 * Math.sin((at * 2 * Math.PI * 220) / rate))));
  const data = Buffer.alloc(samples, second);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, data]);
}

/** A silent MP3 recording: MPEG 1 layer III, 44.1 kHz, 128 kbit/s, one channel. */
export function mp3Of(seconds: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return Buffer.alloc(417 * Math.ceil((seconds * 44_100) / 1152), frame);
}
