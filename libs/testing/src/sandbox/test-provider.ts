import { setTimeout as sleep } from 'node:timers/promises';
import { isByokProvider, type ProviderCode, type ProviderId } from '#contracts';
import { canaryKey, shapelessCanaryKey } from '#redaction/search';
import type { Script, ScriptedAnswer } from '#sandbox';
import { keyEcho, type KeyEcho } from '../echoes/key-echoes.js';
import { FAILURES } from './failures.js';
import type { Occasion, ScriptRules } from './script-rules.js';
import type { SentCall } from './sent-call.js';
import type { SentLog } from './sent-log.js';

/** Enough for a head of the answer's JSON or some first events, and never for a whole answer. */
const SOME_BYTES = 60;

/** One emulated provider, and what it is to do. Without an arrangement it answers as the key says. */
export class TestProvider {
  readonly #rules: ScriptRules;
  readonly #log: SentLog;

  constructor(
    readonly id: ProviderId,
    /** Where it listens, without a version path. */
    readonly origin: string,
    rules: ScriptRules,
    log: SentLog,
  ) {
    this.#rules = rules;
    this.#log = log;
  }

  /** What it was sent since the start or the last `reset`, oldest first; bounded. */
  get sent(): readonly SentCall[] {
    return this.#log.of(this.id);
  }

  /** A fresh key that it takes, of the provider's own form, found nowhere by chance. */
  newKey(label = 'test'): string {
    const key = isByokProvider(this.id) ? canaryKey(this.id, label) : shapelessCanaryKey(label);
    this.#log.keys.add(key);
    return key;
  }

  /** A fresh key that it takes and that no pattern knows: only masking by value can hide it. */
  newShapelessKey(label = 'test'): string {
    const key = shapelessCanaryKey(label);
    this.#log.keys.add(key);
    return key;
  }

  /** Lets calls fail with this code, by the provider's own status and message; `provider_timeout`: it never answers. */
  fails(code: ProviderCode, occasion?: Occasion): void {
    this.#rules.add(() => ({ standing: FAILURES[code] }), occasion);
  }

  /** Works, whatever the key is. */
  works(occasion?: Occasion): void {
    this.#rules.add(() => ({ standing: 'good' }), occasion);
  }

  /** Answers after this time, in milliseconds. */
  isSlow(milliseconds: number, occasion?: Occasion): void {
    this.#rules.add(() => sleep(milliseconds, undefined, { ref: false }), occasion);
  }

  /** Breaks the connection off behind some bytes of the answer's body; with `afterBytes: 0` before its head. */
  cutsOff({ afterBytes = SOME_BYTES, ...occasion }: Occasion & { readonly afterBytes?: number } = {}): void {
    this.#rules.add(() => ({ standing: 'good', cutAfterBytes: afterBytes }), occasion);
  }

  /** Begins a stream and ends it with its own error event, or breaks it off where it has none. */
  failsMidstream(occasion?: Occasion): void {
    this.#rules.add(() => ({ standing: 'midstream' }), occasion);
  }

  /** Gives the caller's key back. */
  echoesKey(echo: KeyEcho, occasion?: Occasion): void {
    this.#rules.add((_call, _body, key) => keyEcho(echo, key ?? '', this.id), occasion);
  }

  /** Answers with these bytes, or as a function of the call says. */
  answers(answer: ScriptedAnswer | Script, occasion?: Occasion): void {
    this.#rules.add(typeof answer === 'function' ? answer : () => answer, occasion);
  }

  /** Takes all arrangements away. */
  reset(): void {
    this.#rules.clear();
  }
}
