import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { checkReceipts, hashOfReceipt } from './check-receipts.js';
import { commitmentText, type ReceiptKeySet, type SignedReceipt } from './receipt-payload.js';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('base64url');
const CHAIN = '0190a0b0-0000-7000-8000-000000000001';
const user = { value: 'user-1', salt: 'c2FsdHNhbHRzYWx0c2E' };

const [ours, another] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const jwks: ReceiptKeySet = { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1' } as never] };

const bytesOf = ({ payload }: SignedReceipt) => Buffer.from(payload, 'base64url');
const payloadOf = (receipt: SignedReceipt) => JSON.parse(bytesOf(receipt).toString()) as Record<string, unknown>;

function signed(payload: Record<string, unknown>, key: KeyObject = ours.privateKey, kid = 'k1'): SignedReceipt {
  const bytes = Buffer.from(JSON.stringify(payload));
  return { payload: bytes.toString('base64url'), kid, signature: sign(null, bytes, key).toString('base64url'), personal: { user } };
}

/** A sound chain from number 1. */
function chainOf(length: number): SignedReceipt[] {
  const receipts: SignedReceipt[] = [];
  let previous: string | null = null;
  for (let number = 1; number <= length; number += 1) {
    const receipt = signed({ v: 1, id: `id-${number}`, chain: CHAIN, number, previous, cost: number / 4, commitments: { user: sha256(commitmentText('user', user)) } });
    receipts.push(receipt);
    previous = sha256(bytesOf(receipt));
  }
  return receipts;
}

/** The receipts with one byte of the payload at `index` changed, so that it can still be read. */
function withChange(receipts: SignedReceipt[], index: number): SignedReceipt[] {
  return receipts.map((receipt, at) => (at === index ? { ...receipt, payload: Buffer.from(bytesOf(receipt).toString().replace('"id-', '"ix-')).toString('base64url') } : receipt));
}

const found = async (receipts: readonly unknown[], options = {}) => (await checkReceipts(receipts, jwks, options)).problems.map(({ kind, index, number }) => ({ kind, index, number }));

describe('the check of receipts', () => {
  const chain = chainOf(9);

  it('finds nothing wrong with a sound chain, nor with a part of one', async () => {
    const check = await checkReceipts(chain, jwks, { isWhole: true });
    expect(check).toEqual({ checked: 9, pending: 0, first: 1, last: { number: 9, hash: await hashOfReceipt(chain[8] as SignedReceipt) }, problems: [] });
    expect(await checkReceipts(chain.slice(3, 6), jwks)).toMatchObject({ checked: 3, first: 4, problems: [] });
    expect(await checkReceipts([], jwks)).toEqual({ checked: 0, pending: 0, first: undefined, last: undefined, problems: [] });
  });

  it('finds one changed byte, in the middle and at the end', async () => {
    expect(await found(withChange(chain, 4))).toEqual([{ kind: 'changed', index: 4, number: 5 }]);
    expect(await found(withChange(chain, 8))).toEqual([{ kind: 'changed', index: 8, number: 9 }]);
  });

  it('finds one changed byte of a signature', async () => {
    const first = chain[4] as SignedReceipt;
    const flipped = Buffer.from(first.signature, 'base64url');
    flipped[3] = (flipped[3] as number) ^ 1;
    expect(await found(chain.with(4, { ...first, signature: flipped.toString('base64url') }))).toEqual([{ kind: 'foreign_signature', index: 4, number: 5 }]);
  });

  it('finds every single changed character of what is signed, committed to or names it', async () => {
    const receipt = { id: 'id-5', ...(chain[4] as SignedReceipt) };
    const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    const places: (readonly [where: string, text: string, put: (text: string) => object])[] = [
      ['id', receipt.id, (id) => ({ id })],
      ['payload', receipt.payload, (payload) => ({ payload })],
      ['kid', receipt.kid, (kid) => ({ kid })],
      ['signature', receipt.signature, (signature) => ({ signature })],
      ['value', user.value, (value) => ({ personal: { user: { ...user, value } } })],
      ['salt', user.salt, (salt) => ({ personal: { user: { ...user, salt } } })],
    ];
    expect(await found(chain.with(4, receipt))).toEqual([]);
    const missed: string[] = [];
    for (const [where, text, put] of places) {
      for (let at = 0; at < text.length; at += 1) {
        // A last character may differ from others in bits alone that nobody reads.
        const characters = ALPHABET.filter((character) => character !== text[at]).slice(0, at === text.length - 1 ? 64 : 2);
        for (const character of characters) {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          if ((await found(chain.slice(3, 6).with(1, { ...receipt, ...put(changed) }))).length === 0) missed.push(`${where} ${at} ${character}`);
        }
      }
    }
    expect(missed).toEqual([]);
  }, 60_000);

  it('finds a personal field that is none, and keys that are none are no hindrance', async () => {
    expect(await found(chain.with(4, { ...(chain[4] as SignedReceipt), personal: { user: null } as never }))).toEqual([{ kind: 'personal', index: 4, number: 5 }]);
    const keys = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'broken', x: 'AAAA' }, ...jwks.keys] };
    expect((await checkReceipts(chain, keys)).problems).toEqual([]);
  });

  it('finds missing receipts', async () => {
    expect(await found(chain.toSpliced(4, 1))).toEqual([{ kind: 'missing', index: 4, number: 6 }]);
    expect(await found(chain.slice(2), { isWhole: true })).toEqual([{ kind: 'missing', index: 0, number: 3 }]);
  });

  it('finds a swapped order and a repetition', async () => {
    expect(await found(chain.with(4, chain[5] as SignedReceipt).with(5, chain[4] as SignedReceipt))).toEqual([{ kind: 'order', index: 5, number: 5 }]);
    expect(await found(chain.toSpliced(4, 0, chain[3] as SignedReceipt))).toEqual([{ kind: 'duplicate', index: 4, number: 4 }]);
  });

  it('finds a foreign signature, under a foreign name and under ours', async () => {
    const payload = payloadOf(chain[4] as SignedReceipt);
    expect(await found(chain.with(4, signed(payload, another.privateKey, 'k2')))).toEqual([{ kind: 'foreign_signature', index: 4, number: 5 }]);
    expect(await found(chain.with(4, signed(payload, another.privateKey)))).toEqual([{ kind: 'foreign_signature', index: 4, number: 5 }]);
  });

  it('finds a receipt that was made anew by whoever has the key', async () => {
    const forged = signed({ ...payloadOf(chain[4] as SignedReceipt), cost: 0 });
    expect(await found(chain.with(4, forged))).toEqual([{ kind: 'fork', index: 5, number: 6 }]);
  });

  it('finds that a chain lacks what was seen before', async () => {
    const seen = [{ number: 9, hash: (await hashOfReceipt(chain[8] as SignedReceipt)) as string }];
    expect(await found(chain, { seen })).toEqual([]);
    expect(await found(chain.slice(0, 7), { seen })).toEqual([{ kind: 'unknown_head', index: undefined, number: 9 }]);
    expect(await found(chain.slice(5), { seen: [{ number: 2, hash: 'of before the list' }] })).toEqual([]);
    const forged = signed({ ...payloadOf(chain[8] as SignedReceipt), cost: 0 });
    expect(await found(chain.with(8, forged), { seen })).toEqual([{ kind: 'unknown_head', index: undefined, number: 9 }]);
  });

  it('finds another user’s receipt and another personal field', async () => {
    const foreign = signed({ ...payloadOf(chain[4] as SignedReceipt), chain: 'another' });
    expect((await found(chain.with(4, foreign))).map(({ kind }) => kind)).toContain('foreign_chain');
    const renamed = { ...(chain[4] as SignedReceipt), personal: { user: { ...user, value: 'user-2' } } };
    expect(await found(chain.with(4, renamed))).toEqual([{ kind: 'personal', index: 4, number: 5 }]);
    const erased = { ...(chain[4] as SignedReceipt), personal: {} };
    expect(await found(chain.with(4, erased))).toEqual([]);
  });

  it('counts pending ones, whose signature alone can be checked', async () => {
    const pending = { v: 1, id: 'p', chain: null, number: null, previous: null, cost: 'pending', commitments: {} };
    expect(await checkReceipts([...chain, { ...signed(pending), personal: {} }], jwks)).toMatchObject({ checked: 9, pending: 1, problems: [] });
    expect(await found([...chain, { ...signed(pending, another.privateKey), personal: {} }])).toEqual([{ kind: 'changed', index: 9, number: undefined }]);
  });

  it.each([undefined, null, 7, 'text', {}, { payload: '***', kid: 'k1', signature: 'AA' }, { payload: 'bnVsbA', kid: 'another', signature: 'AA' }])('calls %j no receipt', async (value) => {
    expect(await found([value])).toEqual([{ kind: 'malformed', index: 0, number: undefined }]);
  });

  it('calls a payload that cannot be read any more changed, and one without a signature, too', async () => {
    const broken = Buffer.from(bytesOf(chain[4] as SignedReceipt).toString().replace('{', '[')).toString('base64url');
    expect(await found(chain.with(8, { ...(chain[8] as SignedReceipt), payload: broken }))).toEqual([{ kind: 'changed', index: 8, number: undefined }]);
    expect(await found(withChange(chain, 4).map((receipt, index) => (index === 4 ? { ...receipt, kid: '', signature: '' } : receipt)))).toEqual([{ kind: 'changed', index: 4, number: 5 }]);
  });

  it('goes through 10,000 in seconds', async () => {
    const long = chainOf(10_000);
    const began = performance.now();
    expect(await checkReceipts(long, jwks, { isWhole: true })).toMatchObject({ checked: 10_000, problems: [] });
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(await found(withChange(long, 7_000).slice(6_990, 7_010))).toEqual([{ kind: 'changed', index: 10, number: 7_001 }]);
  }, 120_000);
});
