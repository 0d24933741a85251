const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;

/** Without white space around; a view into the same memory. */
export function trimmed(bytes: Buffer): Buffer {
  let begin = 0;
  let end = bytes.length;
  while (begin < end && isSpace(bytes[begin])) begin += 1;
  while (end > begin && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(begin, end);
}

/** A copy in memory of its own, so that zero-filling it reaches nothing else. */
export function ownCopy(bytes: Buffer): Buffer<ArrayBuffer> {
  const copy = Buffer.alloc(bytes.length);
  bytes.copy(copy);
  return copy;
}
