import type { TypedSecret as Secret } from '#contracts';
import type { Bytes } from '#vault';

/** What was typed into a field, in UTF-8; may turn out to be no key at all. */
export type TypedSecret = Secret<Bytes>;

/**
 * Moves what was typed out of a field: UTF-8 bytes for the caller, who zero-fills them, and an empty field.
 * Nothing else may read the field's value. Passwords go through NFKC, so that the same letters give the same
 * bytes on every keyboard; keys are ASCII and stay as they are.
 */
export function takeSecret(field: HTMLInputElement, kind: SecretKind): TypedSecret {
  const secret = peekSecret(field, kind);
  field.value = '';
  return secret;
}

export type SecretKind = 'password' | 'key';

/** Like `takeSecret`, and leaves the field as it is: for judging a password while it is typed. */
export function peekSecret(field: HTMLInputElement, kind: SecretKind): TypedSecret {
  const value = kind === 'password' ? field.value.normalize('NFKC') : field.value;
  const room = new Uint8Array(value.length * 3);
  const { written } = new TextEncoder().encodeInto(value, room);
  const secret = kind === 'password' ? room.slice(0, written) : withoutBlanks(room.subarray(0, written));
  room.fill(0);
  return secret as TypedSecret;
}

/** A pasted key often brings a blank or a line end along. */
function withoutBlanks(bytes: Bytes): Bytes {
  let start = 0;
  let end = bytes.length;
  while (start < end && (bytes[start] ?? 0) <= 0x20) start += 1;
  while (end > start && (bytes[end - 1] ?? 0) <= 0x20) end -= 1;
  return bytes.slice(start, end);
}
