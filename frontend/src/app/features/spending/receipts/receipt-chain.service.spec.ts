import { TestBed } from '@angular/core/testing';
import { firstValueFrom, of } from 'rxjs';
import type { ReceiptKeySet, SignedReceipt } from '#receipts';
import { ReceiptsApi } from '../../../core/api/receipts.api.js';
import { ReceiptChainService } from './receipt-chain.service.js';
import { readSeenReceipt } from './seen-receipts.js';

const USER = 'user-1';
const encode = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString('base64url');

let pair: CryptoKeyPair;
let keys: ReceiptKeySet;
beforeAll(async () => {
  pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  keys = { keys: [{ ...((await crypto.subtle.exportKey('jwk', pair.publicKey)) as { kty: string; x: string; crv: string }), kid: 'k' }] };
});
beforeEach(() => localStorage.clear());

async function chainOf(length: number, mark = ''): Promise<SignedReceipt[]> {
  const receipts: SignedReceipt[] = [];
  let previous: string | null = null;
  for (let number = 1; number <= length; number += 1) {
    const bytes = new Uint8Array(Buffer.from(JSON.stringify({ v: 1, id: `${mark}${number}`, chain: 'c', number, previous, cost: 1, commitments: {} })));
    receipts.push({ payload: encode(bytes), kid: 'k', signature: encode(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes)) });
    previous = encode(await crypto.subtle.digest('SHA-256', bytes));
  }
  return receipts;
}

/** The service over a server with these receipts, and what it asked for. */
function serviceOver(receipts: readonly SignedReceipt[]) {
  const asked: (number | undefined)[] = [];
  const page = (_order: string, limit: number, after?: number) => {
    asked.push(after);
    return of(receipts.slice(after ?? 0).slice(0, limit));
  };
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [{ provide: ReceiptsApi, useValue: { page, keys: () => of(keys) } }] });
  const service = TestBed.inject(ReceiptChainService);
  return { asked, check: (whole = false) => firstValueFrom(service.check(USER, whole)) };
}

describe('the chain of receipts in the browser', () => {
  it('is checked page by page, and its end remembered', async () => {
    const { asked, check } = serviceOver(await chainOf(2_500));
    const result = await check();
    expect(result).toMatchObject({ checked: 2_500, problems: [], last: { number: 2_500 } });
    expect(asked).toEqual([undefined, 999, 1998]);
    expect(readSeenReceipt(USER)).toEqual(result.last);
  }, 120_000);

  it('goes on where it was, and from the start when asked', async () => {
    const receipts = await chainOf(6);
    await serviceOver(receipts.slice(0, 4)).check();
    const { asked, check } = serviceOver(receipts);
    expect(await check()).toMatchObject({ checked: 3, problems: [], last: { number: 6 } });
    expect(await check(true)).toMatchObject({ checked: 6, problems: [] });
    expect(asked).toEqual([3, undefined]);
  });

  it('warns when what was seen is gone, and goes on remembering it', async () => {
    const receipts = await chainOf(6);
    const { last: seen } = await serviceOver(receipts).check();
    for (const left of [receipts.slice(0, 5), [], await chainOf(6, 'anew'), await chainOf(8, 'anew')]) {
      expect((await serviceOver(left).check()).problems.map(({ kind, number }) => [kind, number])).toContainEqual(['unknown_head', 6]);
      expect(readSeenReceipt(USER)).toEqual(seen);
    }
  });

  it('warns of a link that breaks between two pages', async () => {
    const receipts = await chainOf(1_200);
    const broken = [...receipts.slice(0, 999), (await chainOf(1_000, 'anew')).at(-1) as SignedReceipt, ...receipts.slice(1_000)];
    expect((await serviceOver(broken).check()).problems.map(({ kind, number }) => [kind, number])).toEqual([
      ['fork', 1_000],
      ['fork', 1_001],
    ]);
  }, 120_000);
});
