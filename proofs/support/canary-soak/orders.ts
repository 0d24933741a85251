import { createHash } from 'node:crypto';
import { BYOK_PROVIDERS, type ByokProviderId, type FallbackPolicy } from '#contracts';
import { FACES, type Face } from '../../../backend/test/support/calls.js';
import { CARRIERS, type Carrier } from '../../audit/cases/carriers.js';

/** What a provider does to an own key's call in place of answering it, each to one call in twenty. */
export const FAULTS = [
  'key refused',
  'no credit',
  'rate limited',
  'server error',
  'HTML',
  'malformed JSON',
  'cut in the middle',
  'silence',
  'error in a success',
  'key echoed',
] as const;
export type Fault = (typeof FAULTS)[number];
export const FAULT_SHARE = 0.05;

const MIN_BYTES = 1_000;
const MAX_BYTES = 5_000_000;
const POLICIES = ['never', 'on-error'] as const satisfies readonly FallbackPolicy[];

/** One call of the soak: what the client sends, and what its provider does. */
export interface Order {
  readonly number: number;
  readonly provider: ByokProviderId;
  readonly face: Face;
  readonly isStream: boolean;
  readonly carrier: Carrier;
  /** The key has no provider's form: only masking by value can hide it. */
  readonly isShapeless: boolean;
  readonly fallback: (typeof POLICIES)[number];
  /** Of the provider's answer, log-uniform. */
  readonly bytes: number;
  readonly fault: Fault | undefined;
  /** Chooses among a fault's kinds. */
  readonly variant: number;
}

/** Call `number` of a run: the same for client and provider, which share nothing but what stands in the request. */
export function drawOrder(seed: string, number: number): Order {
  const digest = createHash('sha256').update(`${seed}:${number}`).digest();
  const draw = (index: number): number => digest.readUInt32LE(index * 4) / 2 ** 32;
  const bits = digest[28] as number;
  const isSet = (bit: number): boolean => (bits & (1 << bit)) !== 0;
  return {
    number,
    provider: BYOK_PROVIDERS[Math.floor(draw(0) * BYOK_PROVIDERS.length)] as ByokProviderId,
    face: FACES[Number(isSet(0))] as Face,
    isStream: isSet(1),
    carrier: CARRIERS[Number(isSet(2))] as Carrier,
    isShapeless: isSet(3),
    fallback: POLICIES[Number(isSet(4))] as Order['fallback'],
    bytes: Math.round(MIN_BYTES * (MAX_BYTES / MIN_BYTES) ** draw(1)),
    fault: FAULTS[Math.floor(draw(2) / FAULT_SHARE)],
    variant: Math.floor(draw(3) * 1_000),
  };
}

const MARK = /canary-soak:(\w+):(\d+):/;

/** Stands in the prompt. */
export const markOf = (seed: string, { number }: Order): string => `canary-soak:${seed}:${number}:`;

/** @throws for a request that is not of a soak */
export function orderIn(body: Buffer): Order {
  const [, seed, number] = MARK.exec(body.toString('latin1')) ?? [];
  if (seed === undefined) throw new Error('A request without a mark of the soak came to its provider.');
  return drawOrder(seed, Number(number));
}
