/** An element of EBML, the format of Matroska and WebM, with an eight-byte size. @param size what it claims, if not its own */
export function element(id: number, content: Uint8Array, size = content.length): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32BE(id, 0);
  const name = head.subarray([...head.subarray(0, 4)].findIndex((byte) => byte !== 0), 4);
  head.writeBigUInt64BE(BigInt(size) | (1n << 56n), 4);
  return Buffer.concat([name, head.subarray(4), content]);
}

/** A WebM of one Opus track whose only cluster holds these bytes, so many times. */
export function webmOf(blocks: Uint8Array, times: number, claimed?: number): Buffer {
  const text = (value: string) => Buffer.from(value, 'latin1');
  const track = Buffer.concat([
    element(0xd7, Buffer.of(1)),
    element(0x73c5, Buffer.of(1)),
    element(0x83, Buffer.of(2)),
    element(0x86, text('A_OPUS')),
    element(0xe1, Buffer.concat([element(0xb5, Buffer.from('40e77000', 'hex')), element(0x9f, Buffer.of(1))])),
  ]);
  const cluster = Buffer.concat([element(0xe7, Buffer.of(0)), Buffer.concat(Array.from({ length: times }, () => blocks))]);
  const segment = Buffer.concat([
    element(0x1549a966, element(0x2ad7b1, Buffer.from('0f4240', 'hex'))),
    element(0x1654ae6b, element(0xae, track)),
    element(0x1f43b675, cluster, claimed),
  ]);
  return Buffer.concat([element(0x1a45dfa3, element(0x4282, text('webm'))), element(0x18538067, segment)]);
}

/** A box of MP4. @param size what it claims, if not its own */
export function box(type: string, content: Uint8Array, size = content.length + 8): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size >>> 0, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** The same bytes with a number written over, so many bytes behind a name in them. */
export function overwritten(bytes: Buffer, name: string, behind: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(name, 0, 'latin1');
  if (at === -1) throw new Error(`There is no ${name}.`);
  copy.writeUInt32BE(value, at + behind);
  return copy;
}

/** An ID3v2 tag that claims to be so large. */
export function id3(claimed: number, content: Uint8Array): Buffer {
  const head = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, (claimed >> 21) & 127, (claimed >> 14) & 127, (claimed >> 7) & 127, claimed & 127]);
  return Buffer.concat([head, content]);
}
