import { isFields, mediaPartOf, type Fields } from './media-part.js';

/** UTF-8 bytes per token: English has 4 letters of 1 byte, Russian about 2 letters of 2 bytes. */
const BYTES_PER_TOKEN = 4;
/** Flat count for an inline image, file or recording, whose base64 length says nothing about its tokens. */
const TOKENS_PER_ATTACHMENT = 1_000;
const ATTACHMENT_LENGTH = 2_048;
/**
 * The members by which the providers come to the parts of a message. What stands under any other, such as a tool's
 * schema, call or result, is text to a model whatever it looks like, and paid for as such.
 */
const LEADS_TO_PARTS: ReadonlySet<string> = new Set([
  ...['messages', 'content', 'system', 'source'],
  ...['input', 'output'],
  ...['contents', 'parts', 'systemInstruction', 'system_instruction', 'functionResponse', 'function_response', 'requests'],
]);
const DATA_URL_HEAD = /^data:[^,]{0,200},/i;
const NOT_BASE64 = /[^A-Za-z0-9+/_=\r\n-]/;

/**
 * A cheap guess at the tokens of a text, given itself or its length in UTF-8 bytes: a quarter of the bytes.
 * Right to about a third for English and Russian; it chooses a tier and must never be billed.
 */
export function estimateInputTokens(textOrBytes: string | number): number {
  const bytes = typeof textOrBytes === 'string' ? Buffer.byteLength(textOrBytes) : textOrBytes;
  return Number.isFinite(bytes) && bytes > 0 ? Math.ceil(bytes / BYTES_PER_TOKEN) : 0;
}

/**
 * The same guess for parsed JSON such as `messages` or `contents`: its texts and names, numbers at one token, with
 * the base64 of each part beside text (see `mediaPartOf`) at a flat count. Takes time linear in the text; never recursive.
 */
export function estimateJsonTokens(value: unknown): number {
  let bytes = 0;
  let attachments = 0;
  const counted = new Map<object, string>();
  const pending: unknown[] = [value];
  /** Of each of those, whether a provider looks for parts there. */
  const places: boolean[] = [true];
  const take = (child: unknown, hasParts: boolean): void => {
    if (typeof child === 'number') bytes += BYTES_PER_TOKEN;
    else if (child !== null && child !== undefined && typeof child !== 'boolean') {
      pending.push(child);
      places.push(hasParts);
    }
  };
  while (pending.length > 0) {
    const current = pending.pop();
    const hasParts = places.pop() === true;
    if (typeof current === 'string') bytes += Buffer.byteLength(current);
    else if (Array.isArray(current)) for (const child of current) take(child, hasParts);
    else if (isFields(current)) {
      const attachment = hasParts ? attachmentOf(current) : undefined;
      if (attachment !== undefined) {
        attachments += 1;
        counted.set(attachment.holder, attachment.name);
      }
      for (const [name, child] of Object.entries(current)) {
        bytes += name.length;
        if (counted.get(current) !== name) take(child, hasParts && leadsToParts(name, current));
      }
    }
  }
  return estimateInputTokens(bytes) + attachments * TOKENS_PER_ATTACHMENT;
}

/** The `input` of something that has a type is a call's. */
function leadsToParts(name: string, holder: Fields): boolean {
  return LEADS_TO_PARTS.has(name) && (name !== 'input' || holder['type'] === undefined);
}

/** Where the long base64 of a part stands, if it is one. */
function attachmentOf(part: Fields): { readonly holder: Fields; readonly name: string } | undefined {
  const bytes = mediaPartOf(part)?.bytes;
  const value = bytes?.holder[bytes.name];
  if (typeof value !== 'string' || value.length <= ATTACHMENT_LENGTH) return undefined;
  return NOT_BASE64.test(value.replace(DATA_URL_HEAD, '')) ? undefined : bytes;
}
