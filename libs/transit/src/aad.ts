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

/**
 * The additional authenticated data: `byok1|<kid>|<exp>|<provider>|<userId>`, and `|<jobId>` for a job,
 * so that neither a request's envelope opens as a job's nor the other way round.
 * @throws RangeError when a part is empty or holds `|`, which would let two bindings share one text
 */
export function envelopeAad(binding: EnvelopeBinding): Uint8Array<ArrayBuffer> {
  const parts = [binding.kid, String(binding.exp), binding.provider, binding.userId];
  if (binding.jobId !== undefined) parts.push(binding.jobId);
  for (const part of parts) {
    if (part === '' || part.includes('|')) throw new RangeError('A part of an envelope binding is empty or holds "|".');
  }
  return encoder.encode(`${VERSION}|${parts.join('|')}`);
}
