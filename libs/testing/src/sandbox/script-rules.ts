import { fingerprintOf, type Script } from '#sandbox';

/** Which calls a script applies to. */
export interface Occasion {
  /** How many calls; by default all until `reset`. */
  readonly times?: number;
  /** Only calls with this key, so that another one, the platform's say, goes on working. */
  readonly forKey?: string;
}

interface Rule {
  readonly fingerprint: string | undefined;
  readonly script: Script;
  left: number;
}

/** The scripts of one provider: the newest one that fits a call decides. */
export class ScriptRules {
  #rules: Rule[] = [];
  #whenNoneFits: Script | undefined;

  add(script: Script, { times = Infinity, forKey }: Occasion = {}): void {
    this.#rules.push({ script, left: times, fingerprint: forKey === undefined ? undefined : fingerprintOf(forKey) });
  }

  set whenNoneFits(script: Script | undefined) {
    this.#whenNoneFits = script;
  }

  clear(): void {
    this.#rules = [];
    this.#whenNoneFits = undefined;
  }

  readonly script: Script = (call, body, key) => {
    const rule = this.#rules.findLast(({ left, fingerprint }) => left > 0 && (fingerprint === undefined || fingerprint === call.keyFingerprint));
    if (rule === undefined) return this.#whenNoneFits?.(call, body, key);
    rule.left -= 1;
    return rule.script(call, body, key);
  };
}
