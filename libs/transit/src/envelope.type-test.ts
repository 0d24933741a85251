/**
 * Holds for the compiler: `nx run transit:types` fails when an expected error does not come. Nothing here is run.
 */
import type { Ciphertext, JobEnvelope, PlainKey, RequestEnvelope } from '#contracts';
import { formatEnvelope, formatJobEnvelope, looksLikeEnvelope, parseEnvelope, type Envelope } from './envelope.js';
import type { TransitPrivateKey } from './open/private-key.js';
import { sealEnvelope, type SealRequest } from './seal.js';

declare const text: string;
declare const bytes: Uint8Array;
declare const plain: PlainKey;
declare const sealed: Ciphertext;
declare const head: Omit<Envelope, 'ct'>;
declare const transitKey: TransitPrivateKey;
declare const request: SealRequest;
const binding = { provider: 'openai', userId: 'u1', exp: 0 };

declare function takesRequest(envelope: RequestEnvelope): void;
declare function takesJob(envelope: JobEnvelope): void;

export function anEnvelopeHoldsCiphertext(): void {
  const envelope: Envelope = { ...head, ct: sealed };
  // @ts-expect-error a plain key in its place would travel open
  const open: Envelope = { ...head, ct: plain };
  // @ts-expect-error and so would bytes of any origin
  const unknown: Envelope = { ...head, ct: bytes };
  void [envelope, open, unknown];
}

export function sealingTakesAPlainKey(): void {
  transitKey.sealForJob(plain, { ...binding, jobId: 'j1' });
  // @ts-expect-error of what is sealed already no key comes out
  transitKey.sealForJob(sealed, { ...binding, jobId: 'j1' });
  // @ts-expect-error bytes whose form nobody checked
  transitKey.seal(bytes, binding);
}

export async function anEnvelopeIsForRequestsOrForOneJob(): Promise<void> {
  takesRequest(await sealEnvelope(request));
  takesRequest(formatEnvelope({ ...head, ct: sealed }));
  takesJob(formatJobEnvelope({ ...head, ct: sealed }));
  // @ts-expect-error the caller's envelope must not stand in a queue
  takesJob(await sealEnvelope(request));
  // @ts-expect-error nor may it when the server made it
  takesJob(formatEnvelope({ ...head, ct: sealed }));
  if (looksLikeEnvelope(text)) takesRequest(text);
  // @ts-expect-error nobody looked
  else takesRequest(text);
  const parsed = parseEnvelope(text);
  if (parsed.ok) formatEnvelope(parsed.envelope);
}
