/**
 * Holds for the compiler: `nx run contracts:types` fails when an expected error does not come. Nothing here is run.
 */
import { hasKeyForm, isKeyText } from './key-form.js';
import type { Ciphertext, JobEnvelope, PlainKey, PlainKeyText, RequestEnvelope, TypedSecret } from './secrets.js';

declare const bytes: Uint8Array;
declare const text: string;
declare const plain: PlainKey;
declare const plainText: PlainKeyText;
declare const typed: TypedSecret;
declare const request: RequestEnvelope;
declare const job: JobEnvelope;
declare const sealed: Ciphertext;

declare function takesPlain(key: PlainKey): void;
declare function takesPlainText(key: PlainKeyText): void;
declare function takesRequest(envelope: RequestEnvelope): void;
declare function takesJob(envelope: JobEnvelope): void;
declare function takesSealed(ciphertext: Ciphertext): void;

export function bytesAreOfOneKind(): void {
  takesPlain(plain);
  takesSealed(sealed);
  // @ts-expect-error bytes of any origin are not known to be a key
  takesPlain(bytes);
  // @ts-expect-error what was typed may be no key at all
  takesPlain(typed);
  // @ts-expect-error ciphertext is no key
  takesPlain(sealed);
  // @ts-expect-error a plain key must never be taken for ciphertext, which may be stored
  takesSealed(plain);
  // @ts-expect-error bytes of any origin are not known to be encrypted
  takesSealed(bytes);
}

export function textsAreOfOneKind(): void {
  takesPlainText(plainText);
  takesRequest(request);
  takesJob(job);
  // @ts-expect-error a text of any origin is not known to be a key
  takesPlainText(text);
  // @ts-expect-error an envelope is no key
  takesPlainText(request);
  // @ts-expect-error a plain key must never travel as an envelope
  takesRequest(plainText);
  // @ts-expect-error a request's envelope must not stand in a queue
  takesJob(request);
  // @ts-expect-error a job's envelope does not open for a request
  takesRequest(job);
  // @ts-expect-error a plain key must never stand in a queue
  takesJob(plainText);
}

export function formIsCheckedOnce(): void {
  if (hasKeyForm(bytes)) takesPlain(bytes);
  // @ts-expect-error not checked here
  else takesPlain(bytes);
  if (isKeyText(text)) takesPlainText(text);
  // @ts-expect-error not checked here
  else takesPlainText(text);
}
