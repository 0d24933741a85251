/** UTF-8 bytes per token: English has 4 letters of 1 byte, Russian about 2 letters of 2 bytes. */
const BYTES_PER_TOKEN = 4;
/** Flat count for an inline image or recording, whose base64 length says nothing about its tokens. */
const TOKENS_PER_ATTACHMENT = 1_000;
const ATTACHMENT_LENGTH = 2_048;
const BASE64_HEAD = /^(?:data:[^,]{0,200},|[A-Za-z0-9+/_-]{512})/;
const MAX_VALUES = 100_000;

/**
 * A cheap guess at the tokens of a text, given itself or its length in UTF-8 bytes: a quarter of the bytes.
 * Right to about a third for English and Russian; it chooses a tier and must never be billed.
 */
export function estimateInputTokens(textOrBytes: string | number): number {
  const bytes = typeof textOrBytes === 'string' ? Buffer.byteLength(textOrBytes) : textOrBytes;
  return Number.isFinite(bytes) && bytes > 0 ? Math.ceil(bytes / BYTES_PER_TOKEN) : 0;
}

/**
 * The same guess for parsed JSON such as `messages` or `contents`: its texts, with inline base64 at a flat
 * count each. Takes time linear in the text; never recursive.
 */
export function estimateJsonTokens(value: unknown): number {
  let bytes = 0;
  let attachments = 0;
  const pending: unknown[] = [value];
  for (let seen = 0; pending.length > 0 && seen < MAX_VALUES; seen += 1) {
    const current = pending.pop();
    if (typeof current === 'string') {
      if (current.length > ATTACHMENT_LENGTH && BASE64_HEAD.test(current)) attachments += 1;
      else bytes += Buffer.byteLength(current);
    } else if (typeof current === 'object' && current !== null) {
      for (const child of Object.values(current)) pending.push(child);
    }
  }
  return estimateInputTokens(bytes) + attachments * TOKENS_PER_ATTACHMENT;
}
