import { AsyncLocalStorage } from 'node:async_hooks';
import type { ByokProviderId, ErrorCode, FallbackPolicy, Receipt, RecordedReceipt } from '#contracts';
import type { ByokCaller } from '../caller/byok-caller.js';
import type { Reservation } from '../strategy/spending/spending-guard.js';
import { ResponseSample } from '../strategy/transport/response-sample.js';
import type { Credential } from './credential.js';
import type { ExpiredCredential } from './expired-credential.js';

/** Header values by name, for each provider. */
export type AccountHeaders = Readonly<Partial<Record<ByokProviderId, Readonly<Record<string, string>>>>>;

/** Tokens of a call, as its provider counted them. */
export interface TokenCount {
  readonly input: number;
  readonly output: number;
}

/**
 * What a call asks for, where its usage is not counted as that of a conversation. One that goes on in the `background`
 * may be answered before it has consumed anything.
 */
export type CallKind = 'transcription' | 'speech' | 'embedding' | 'background';

/**
 * How a call turned out, as far as it has come. Receipt headers, usage row, log line and metrics are all made from
 * this one object; nothing of it is read back from what was sent.
 */
export interface CallOutcome {
  /** Who served, or failed last; undefined as long as no provider was asked. */
  receipt?: Receipt | undefined;
  /** What was under way when the client left before the answer, or the job was stopped; no receipt was told to anybody then. */
  unfinished?: RecordedReceipt | undefined;
  /** Of the error that was the answer; undefined for a success. */
  code?: ErrorCode | undefined;
  /** Of the provider's response that was passed on. */
  sample?: ResponseSample | undefined;
  /** Of an answer that the module itself read. */
  tokens?: TokenCount | undefined;
  /**
   * What the provider charges where that is not for the answer: nothing, as it counts tokens or handles what is stored;
   * or later, for what the call began, such as a batch.
   */
  charge?: 'none' | 'later' | undefined;
  /** Said by the route; undefined for a conversation. */
  kind?: CallKind | undefined;
  /** What was set aside for the call that the platform pays; the code that records the call settles it. */
  reservation?: Reservation | undefined;
}

/** What belongs to one request or job, and to nothing else. */
export interface CallScope {
  readonly userId: string;
  /** Who made the request, and under which terms. */
  readonly caller?: ByokCaller | undefined;
  /** The pattern of the request's route; undefined in jobs. */
  readonly route?: string | undefined;
  /** The BYOK keys that were sent with the request, opened; of several for one provider the first. */
  readonly credentials: ReadonlyMap<ByokProviderId, Credential>;
  /** The others, in the order in which they are tried. */
  readonly furtherCredentials?: readonly Credential[] | undefined;
  /** In a job, those whose time was over: they stand in for their keys in routing and receipts. */
  readonly expiredCredentials?: readonly ExpiredCredential[] | undefined;
  /** Headers that choose an account, by provider; they go out with the first own key alone. */
  readonly accountHeaders?: AccountHeaders | undefined;
  /** `x-byok-fallback`, when the request carried it. */
  readonly fallback: FallbackPolicy | undefined;
  /** `x-byok-timeout-ms`: milliseconds that an own key has to its first byte. */
  readonly ownKeyTimeoutMs?: number | undefined;
  /** Milliseconds that the client waits for an answer that is no stream, when its SDK said so. */
  readonly clientTimeoutMs?: number | undefined;
  readonly outcome: CallOutcome;
}

/** Where a response keeps its outcome, and a scope its holder (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md). */
const OUTCOME = Symbol('outcome');
const HOLDER = Symbol('holder');

/** The outcome of the request that a response answers: the one of its scope, and there for requests refused before they had one. */
export function outcomeOf(response: object): CallOutcome {
  return ((response as { [OUTCOME]?: CallOutcome })[OUTCOME] ??= {});
}

/** A new sample of the response that is about to be passed on, in place of an earlier attempt's. */
export function beginSample(outcome: CallOutcome): ResponseSample {
  return (outcome.sample = new ResponseSample());
}

/** Node keeps the storage's value with all that was begun in it, also with what outlives the call: a pool's new connection, a timer. */
interface Holder {
  scope: CallScope | undefined;
}

const storage = new AsyncLocalStorage<Holder>();

type HeldScope = CallScope & { [HOLDER]?: Holder };

/** Runs `fn`, and what it begins, in a scope. The caller must call `endCallScope` when the request or job is over. */
export function runInCallScope<T>(scope: CallScope, fn: () => T): T {
  const holder = { scope };
  (scope as HeldScope)[HOLDER] = holder;
  return storage.run(holder, fn);
}

/** The request or job is over: what was begun in it and lives on has no scope any more, and keeps none of it in memory. */
export function endCallScope(scope: CallScope): void {
  const holder = (scope as HeldScope)[HOLDER];
  if (holder !== undefined) holder.scope = undefined;
}

/** The scope of the running request or job; undefined outside one, and when it is over. */
export function currentCallScope(): CallScope | undefined {
  return storage.getStore()?.scope;
}
