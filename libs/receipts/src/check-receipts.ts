import { decodeBase64Url, encodeBase64Url } from './base64url.js';
import { commitmentText, type PersonalField, type ReceiptKeySet, type ReceiptPayload, type SignedReceipt } from './receipt-payload.js';
import type { ReceiptCheck, ReceiptHead, ReceiptProblem, ReceiptProblemKind } from './receipt-problem.js';

/** Receipts whose signatures are checked at once: enough to keep all cores busy, few enough to stay small. */
const AT_ONCE = 256;

/** How a list is checked. */
export interface CheckOptions {
  /** What was seen of this chain before; each must still be in it where the list reaches that far. */
  readonly seen?: readonly ReceiptHead[];
  /** The list must begin with number 1. */
  readonly isWhole?: boolean;
}

/** A receipt that could be read. */
interface ReadReceipt {
  readonly index: number;
  readonly payload: ReceiptPayload;
  readonly hash: string;
  readonly signature: 'ok' | 'wrong' | 'unknown_key';
}

type Chained = ReadReceipt & { readonly payload: { readonly number: number; readonly chain: string } };
/** `CryptoKey`, which Node's types know by another name. */
type VerifyKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
type Keys = ReadonlyMap<string, VerifyKey>;

/**
 * Checks receipts as `GET /api/receipts` and its export give them, in the order of the list: signatures, numbers, order,
 * hashes, personal fields. Needs nothing but WebCrypto, so that it runs in browsers and in Node.
 * @param keys what `/.well-known/byok-receipts.json` says; keep your own copy of it
 * @throws never for what is wrong with a receipt: that is among the problems
 */
export async function checkReceipts(receipts: readonly unknown[], keys: ReceiptKeySet, { seen = [], isWhole = false }: CheckOptions = {}): Promise<ReceiptCheck> {
  const problems: ReceiptProblem[] = [];
  const read = await readAll(receipts, await importKeys(keys), problems);
  const chained = read.filter((receipt): receipt is Chained => receipt.payload.number !== null && receipt.payload.chain !== null);
  reportOrder(chained, problems);
  const sorted = chained.toSorted((one, other) => one.payload.number - other.payload.number);
  const broken = reportLinks(sorted, isWhole, problems);
  reportSignatures(read, sorted, broken, problems);
  reportUnknownHeads(sorted, seen, problems);
  const last = sorted.at(-1);
  return {
    checked: chained.length,
    pending: read.length - chained.length,
    first: sorted[0]?.payload.number,
    last: last && { number: last.payload.number, hash: last.hash },
    problems: problems.toSorted((one, other) => (one.index ?? Infinity) - (other.index ?? Infinity)),
  };
}

/** SHA-256 of what a receipt signs, base64url; undefined when its payload is not base64url. */
export async function hashOfReceipt({ payload }: Pick<SignedReceipt, 'payload'>): Promise<string | undefined> {
  const bytes = decodeBase64Url(payload);
  return bytes && hashOf(bytes);
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return encodeBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

async function importKeys({ keys }: ReceiptKeySet): Promise<Keys> {
  const imported = new Map<string, VerifyKey>();
  for (const { kty, crv, kid, x } of keys) {
    if (kty !== 'OKP' || crv !== 'Ed25519' || kid === undefined || x === undefined) continue;
    // One that is no point of the curve signs nothing: it counts as not published.
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', false, ['verify']).catch(() => undefined);
    if (key !== undefined) imported.set(kid, key);
  }
  return imported;
}

async function readAll(receipts: readonly unknown[], keys: Keys, problems: ReceiptProblem[]): Promise<ReadReceipt[]> {
  const read: ReadReceipt[] = [];
  for (let begin = 0; begin < receipts.length; begin += AT_ONCE) {
    const part = receipts.slice(begin, begin + AT_ONCE).map((receipt, offset) => readOne(receipt, begin + offset, keys, problems));
    for (const receipt of await Promise.all(part)) if (receipt !== undefined) read.push(receipt);
  }
  return read;
}

async function readOne(receipt: unknown, index: number, keys: Keys, problems: ReceiptProblem[]): Promise<ReadReceipt | undefined> {
  const { id, payload: text, kid, signature: signatureText, personal } = (receipt ?? {}) as Partial<SignedReceipt> & { readonly id?: unknown };
  const bytes = typeof text === 'string' ? decodeBase64Url(text) : undefined;
  const payload = bytes && parsePayload(bytes);
  if (bytes === undefined || typeof kid !== 'string' || typeof signatureText !== 'string') {
    problems.push({ kind: 'malformed', index, number: undefined, message: 'It is not a receipt: { payload, kid, signature }.' });
    return undefined;
  }
  if (payload === undefined) {
    problems.push({ kind: keys.has(kid) ? 'changed' : 'malformed', index, number: undefined, message: 'Its payload cannot be read: no receipt was ever signed like this.' });
    return undefined;
  }
  if (id !== undefined && id !== payload.id) problems.push({ kind: 'changed', index, number: payload.number ?? undefined, message: 'The id beside its payload is not the one that was signed.' });
  await reportPersonal(payload, personal ?? {}, index, problems);
  const [hash, signature] = await Promise.all([hashOf(bytes), judge(keys.get(kid), signatureText, bytes)]);
  return { index, payload, hash, signature };
}

function parsePayload(bytes: Uint8Array): ReceiptPayload | undefined {
  try {
    const payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as ReceiptPayload | null;
    const isNumbered = Number.isInteger(payload?.number) && typeof payload?.chain === 'string';
    return isNumbered || payload?.cost === 'pending' ? payload : undefined;
  } catch {
    return undefined;
  }
}

async function judge(key: VerifyKey | undefined, signatureText: string, bytes: Uint8Array<ArrayBuffer>): Promise<ReadReceipt['signature']> {
  // The server gives out what it found changed without a signature.
  if (signatureText === '') return 'wrong';
  if (key === undefined) return 'unknown_key';
  const signature = decodeBase64Url(signatureText);
  return signature !== undefined && (await crypto.subtle.verify('Ed25519', key, signature, bytes)) ? 'ok' : 'wrong';
}

async function reportPersonal({ commitments, number }: ReceiptPayload, personal: Readonly<Record<string, PersonalField>>, index: number, problems: ReceiptProblem[]): Promise<void> {
  for (const [name, field] of Object.entries(personal) as [string, PersonalField | null][]) {
    const hash = field === null ? undefined : await hashOf(new TextEncoder().encode(commitmentText(name, field)));
    if (hash === undefined || commitments?.[name] !== hash) problems.push({ kind: 'personal', index, number: number ?? undefined, message: `Its personal field "${name}" is not the one that it commits to.` });
  }
}

const problemOf = (kind: ReceiptProblemKind, { index, payload }: ReadReceipt, message: string): ReceiptProblem => ({ kind, index, number: payload.number ?? undefined, message });

function reportOrder(chained: readonly Chained[], problems: ReceiptProblem[]): void {
  const numbers = new Set<number>();
  let before: Chained | undefined;
  for (const receipt of chained) {
    const { number, chain } = receipt.payload;
    if (chain !== (chained[0] as Chained).payload.chain) problems.push(problemOf('foreign_chain', receipt, 'It belongs to another chain than the first receipt of the list.'));
    if (numbers.has(number)) problems.push(problemOf('duplicate', receipt, `Number ${number} was there before.`));
    else if (before !== undefined && number < before.payload.number) problems.push(problemOf('order', receipt, `Number ${number} stands behind number ${before.payload.number}.`));
    numbers.add(number);
    before = receipt;
  }
}

/** @returns receipts to which the hash of a successor does not lead */
function reportLinks(sorted: readonly Chained[], isWhole: boolean, problems: ReceiptProblem[]): ReadonlySet<ReadReceipt> {
  const broken = new Set<ReadReceipt>();
  const first = sorted[0];
  if (first !== undefined && isWhole && first.payload.number > 1) problems.push(problemOf('missing', first, `Numbers 1 to ${first.payload.number - 1} are not there.`));
  if (first !== undefined && (first.payload.number === 1) !== (first.payload.previous === null)) problems.push(problemOf('fork', first, 'Only number 1 has no predecessor.'));
  for (let at = 1; at < sorted.length; at += 1) {
    const [before, receipt] = [sorted[at - 1] as Chained, sorted[at] as Chained];
    const gap = receipt.payload.number - before.payload.number - 1;
    if (gap > 0) problems.push(problemOf('missing', receipt, gap === 1 ? `Number ${receipt.payload.number - 1} is not there.` : `Numbers ${before.payload.number + 1} to ${receipt.payload.number - 1} are not there.`));
    else if (gap === 0 && receipt.payload.previous !== before.hash) {
      broken.add(before);
      // A predecessor that was changed after it was signed is reported there.
      if (before.signature === 'ok' && receipt.signature === 'ok') problems.push(problemOf('fork', receipt, `It does not follow the receipt number ${before.payload.number} that is in the list.`));
    }
  }
  return broken;
}

function reportSignatures(read: readonly ReadReceipt[], sorted: readonly Chained[], broken: ReadonlySet<ReadReceipt>, problems: ReceiptProblem[]): void {
  const last = sorted.at(-1);
  for (const receipt of read) {
    if (receipt.signature === 'ok') continue;
    const isAsChained = receipt.payload.number !== null && receipt !== last && !broken.has(receipt);
    if (receipt.signature === 'unknown_key') problems.push(problemOf('foreign_signature', receipt, 'The key that it names is not among the published ones.'));
    else if (isAsChained) problems.push(problemOf('foreign_signature', receipt, 'It is what its successor follows, but its signature is not of the key that it names.'));
    else problems.push(problemOf('changed', receipt, 'Its payload is not what was signed.'));
  }
}

function reportUnknownHeads(sorted: readonly Chained[], seen: readonly ReceiptHead[], problems: ReceiptProblem[]): void {
  const [first, last] = [sorted[0], sorted.at(-1)];
  for (const { number, hash } of seen) {
    if (first !== undefined && number < first.payload.number) continue;
    if (sorted.some((receipt) => receipt.payload.number === number && receipt.hash === hash)) continue;
    const end = last === undefined ? 'the list is empty' : number > last.payload.number ? `the list ends with number ${last.payload.number}` : 'another one has its number';
    problems.push({ kind: 'unknown_head', index: undefined, number, message: `Receipt number ${number}, which was seen before, is not in the chain: ${end}.` });
  }
}
