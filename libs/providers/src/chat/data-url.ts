/** The parts of a `data:` URL. */
export interface DataUrl {
  /** In small letters, without parameters. */
  mediaType: string;
  /** In base64; empty when the URL holds nothing. */
  data: string;
}

const FORM = /^data:([a-z]+\/[a-z0-9.+-]+)((?:;[^,;]*)*),(.*)$/is;
const BASE64 = /^[a-z0-9+/]*={0,2}$/i;

/**
 * Reads a `data:` URL as browsers do: a percent sign that encodes nothing stands for itself. Undefined when it has
 * not the form of one, or not the base64 that it promises. Never throws.
 */
export function parseDataUrl(address: string): DataUrl | undefined {
  const [, mediaType, parameters = '', payload] = FORM.exec(address) ?? [];
  if (mediaType === undefined || payload === undefined) return undefined;
  const data = /;\s*base64\s*$/i.test(parameters) ? base64Of(percentDecoded(payload).toString('latin1')) : percentDecoded(payload).toString('base64');
  return data === undefined ? undefined : { mediaType: mediaType.toLowerCase(), data };
}

/** Base64 without line breaks and in the standard alphabet; undefined when it is none. */
export function base64Of(text: string): string | undefined {
  const plain = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  return BASE64.test(plain) ? plain : undefined;
}

function percentDecoded(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (!text.includes('%')) return bytes;
  const decoded = bytes.toString('latin1').replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}
