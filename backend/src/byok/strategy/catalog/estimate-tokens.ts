/** UTF-8 bytes per token: English has 4 letters of 1 byte, Russian about 2 letters of 2 bytes. */
const BYTES_PER_TOKEN = 4;
/** Flat count for an inline image, file or recording, whose base64 length says nothing about its tokens. */
const TOKENS_PER_ATTACHMENT = 1_000;
const ATTACHMENT_LENGTH = 2_048;
/** Where the providers take one. In any other place the same characters are text, and paid for as such. */
const ATTACHMENT_FIELDS: ReadonlySet<string> = new Set(['url', 'image_url', 'file_data', 'data']);
const DATA_URL_HEAD = /^data:[^,]{0,200},/;
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
 * inline base64 at a flat count each. Takes time linear in the text; never recursive.
 */
export function estimateJsonTokens(value: unknown): number {
  let bytes = 0;
  let attachments = 0;
  const pending: unknown[] = [value];
  const take = (child: unknown): void => {
    if (typeof child === 'number') bytes += BYTES_PER_TOKEN;
    else if (child !== null && child !== undefined && typeof child !== 'boolean') pending.push(child);
  };
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current === 'string') bytes += Buffer.byteLength(current);
    else if (Array.isArray(current)) for (const child of current) take(child);
    else if (typeof current === 'object' && current !== null) {
      for (const [name, child] of Object.entries(current)) {
        bytes += name.length;
        if (isAttachment(name, child, current)) attachments += 1;
        else take(child);
      }
    }
  }
  return estimateInputTokens(bytes) + attachments * TOKENS_PER_ATTACHMENT;
}

/** @param holder the object in which it stands; Anthropic's documents of type `text` have theirs in `data`, too */
function isAttachment(name: string, value: unknown, holder: object): boolean {
  if (typeof value !== 'string' || value.length <= ATTACHMENT_LENGTH || !ATTACHMENT_FIELDS.has(name)) return false;
  return (holder as { type?: unknown }).type !== 'text' && !NOT_BASE64.test(value.replace(DATA_URL_HEAD, ''));
}
