/** The encodings in which a secret is looked for. */
export const FORMS = ['plain', 'reversed', 'hex', 'HEX', 'percent', 'json', 'utf16le', 'utf16be', 'base64 at 0', 'base64 at 1', 'base64 at 2', 'gzip', 'fragment'] as const;
/** `fragment`: 12 or more characters of it in a row, but not all; in which encoding the fragment stands is not told. */
export type Form = (typeof FORMS)[number];

/** A secret as one encoding writes it, whole. */
export interface Encoded {
  readonly form: Exclude<Form, 'gzip' | 'fragment'>;
  readonly bytes: Buffer;
  /** Bytes of one character of the encoding. */
  readonly unit: number;
  /** Characters in a row that make a finding: what 12 characters of the secret become. */
  readonly least: number;
}

/** As many characters of a secret in a row are a finding. */
export const MIN_CHARACTERS = 12;

/** What 12 characters of a secret are in base64 at the worst alignment. */
const MIN_IN_BASE64 = 14;
const BASE64_OFFSETS = [0, 1, 2] as const;

/** A secret of printable ASCII in every encoding; where an encoding has several spellings, each of them. */
export function encodings(secret: string): readonly Encoded[] {
  const plain = Buffer.from(secret, 'latin1');
  const each = (write: (byte: number) => string): Buffer => Buffer.from(Array.from(plain, write).join(''), 'latin1');
  const hexOf = (byte: number, digits: number): string => byte.toString(16).padStart(digits, '0');
  const wide = Buffer.from(secret, 'utf16le');
  const perCharacter = { least: Math.min(MIN_CHARACTERS, plain.length) };
  const all: Encoded[] = [
    { form: 'plain', bytes: plain, unit: 1, ...perCharacter },
    { form: 'reversed', bytes: Buffer.from(plain).reverse(), unit: 1, ...perCharacter },
    { form: 'hex', bytes: each((byte) => hexOf(byte, 2)), unit: 2, ...perCharacter },
    { form: 'HEX', bytes: each((byte) => hexOf(byte, 2).toUpperCase()), unit: 2, ...perCharacter },
    ...[(text: string) => text, (text: string) => text.toUpperCase()].flatMap((spell): Encoded[] => [
      { form: 'percent', bytes: each((byte) => `%${spell(hexOf(byte, 2))}`), unit: 3, ...perCharacter },
      { form: 'json', bytes: each((byte) => String.raw`\u${spell(hexOf(byte, 4))}`), unit: 6, ...perCharacter },
    ]),
    { form: 'utf16le', bytes: wide, unit: 2, ...perCharacter },
    { form: 'utf16be', bytes: Buffer.from(wide).swap16(), unit: 2, ...perCharacter },
    ...BASE64_OFFSETS.flatMap((offset) =>
      (['base64', 'base64url'] as const).map((alphabet): Encoded => {
        const bytes = base64Core(plain, offset, alphabet);
        return { form: `base64 at ${offset}`, bytes, unit: 1, least: Math.min(MIN_IN_BASE64, bytes.length) };
      }),
    ),
    ...escapedWhereNeeded(secret).map(([form, text]): Encoded => ({ form, bytes: Buffer.from(text, 'latin1'), unit: 1, least: text.length })),
  ];
  const seen = new Set<string>();
  return all.filter(({ bytes }) => !seen.has(bytes.toString('latin1')) && seen.add(bytes.toString('latin1')));
}

/** As programs escape it: only what must be. Characters differ in length, so it is found whole only. */
function escapedWhereNeeded(secret: string): readonly (readonly ['json' | 'percent', string])[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  return [
    ['json', json],
    ['json', json.replaceAll('/', String.raw`\/`)],
    ['percent', url],
    ['percent', url.replace(/%../g, (escape) => escape.toLowerCase())],
  ];
}

/** The characters of a base64 text that depend on the secret alone when `offset` bytes (modulo 3) come before it. */
function base64Core(plain: Buffer, offset: number, alphabet: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(offset), plain]).toString(alphabet);
  return Buffer.from(text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + plain.length) * 8) / 6)), 'latin1');
}
