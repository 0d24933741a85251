const KIB = 1024;
const MIB = 1024 * KIB;

const around = (bytes: number): number[] => [bytes - 1, bytes, bytes + 1];

/** Around every buffer between a provider and its reader: parser, socket, stream, flow control. */
export const SMALL_BODY_SIZES: readonly number[] = [1, ...[16, 64, 128].flatMap((kib) => around(kib * KIB))];
export const BIG_BODY_SIZES: readonly number[] = [1, 5, 20].flatMap((mib) => around(mib * MIB));
export const BODY_SIZES: readonly number[] = [...SMALL_BODY_SIZES, ...BIG_BODY_SIZES];

const PATTERN = Buffer.from(Array.from({ length: 251 }, (_, index) => 32 + (index % 90)));

/** Printable bytes in a pattern that shows what is missing, doubled or out of place. */
export function bodyOf(bytes: number): Buffer {
  return Buffer.alloc(bytes, PATTERN);
}
