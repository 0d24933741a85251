import { ENVELOPE_PREFIX } from '#contracts';

/** What an envelope is bound to; it opens for exactly this and nothing else. */
export interface EnvelopeBinding {
  /** Key id of the transit key it is sealed to. */
  kid: string;
  /** End of its life, Unix seconds. */
  exp: number;
  provider: string;
  userId: string;
  /** Only in envelopes that travel with a queued job. */
  jobId?: string;
}

const VERSION = ENVELOPE_PREFIX.slice(0, -1);
const encoder = new TextEncoder();
const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/**
 * The additional authenticated data: `byok1|<kid>|<exp>|<provider>|<userId>`, and `|<jobId>` for a job,
 * so that neither a request's envelope opens as a job's nor the other way round.
 * @throws RangeError when a part is empty or holds `|`, which would let two bindings share one text
 * @param encode must give the text in UTF-8
 */
export function envelopeAad(binding: EnvelopeBinding, encode = encodeText): Uint8Array<ArrayBuffer> {
  const { kid, exp, provider, userId, jobId } = binding;
  for (const part of [kid, provider, userId, jobId]) {
    if (part === '' || part?.includes('|')) throw new RangeError('A part of an envelope binding is empty or holds "|".');
  }
  return encode(`${VERSION}|${kid}|${exp}|${provider}|${userId}${jobId === undefined ? '' : `|${jobId}`}`);
}
