/**
 * Holds for the compiler: `nx run angular-byok:types` fails when an expected error does not come. Nothing here is run.
 */
import type { RequestEnvelope, TypedSecret } from '#contracts';
import type { Bytes, Ciphertext, PlainKey } from '#vault';
import type { TransitSealer } from './transit-sealer.js';
import type { EnvelopeHeaders } from '../vault/vault.types.js';

declare const sealer: TransitSealer;
declare const bytes: Bytes;
declare const plain: PlainKey;
declare const sealed: Ciphertext;
declare const typed: TypedSecret<Bytes>;
declare const envelope: RequestEnvelope;
declare const text: string;

export async function onlyAPlainKeyIsSealed(): Promise<void> {
  const made: RequestEnvelope = await sealer.seal('u1', 'openai', 'e1', plain);
  // @ts-expect-error a stored ciphertext is no key
  await sealer.seal('u1', 'openai', 'e1', sealed);
  // @ts-expect-error what was typed goes through the vault first
  await sealer.seal('u1', 'openai', 'e1', typed);
  // @ts-expect-error bytes of any origin
  await sealer.seal('u1', 'openai', 'e1', bytes);
  void made;
}

export function headersHoldEnvelopes(): void {
  const headers: EnvelopeHeaders = { 'x-byok-openai-key': envelope };
  // @ts-expect-error a text of any origin may be a plain key
  const open: EnvelopeHeaders = { 'x-byok-openai-key': text };
  void [headers, open];
}
