import { PROVIDERS, type ProviderId } from '#contracts';
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox';
import { ScriptRules } from './script-rules.js';
import type { SentCall } from './sent-call.js';
import { SentLog } from './sent-log.js';
import { TestProvider } from './test-provider.js';

/** The providers' emulator in this process: point the base URLs of the server under test at `origins`. */
export interface TestSandbox extends Sandbox, Readonly<Record<ProviderId, TestProvider>> {
  /** What all providers were sent since the start or the last `reset`, oldest first; bounded. */
  readonly sent: readonly SentCall[];
  /** Takes all arrangements and scripts away, and empties `sent`; for `afterEach`. */
  reset(): void;
}

/**
 * Starts an emulator of every provider on free ports of 127.0.0.1. It takes any key that contains `sandbox`, and sends
 * at once unless told otherwise. Close it.
 */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const log = new SentLog();
  const sandbox = await startSandbox({
    latencyMs: 0,
    ...options,
    onCall: (call, body, key) => {
      log.add(call, body, key);
      options.onCall?.(call, body, key);
    },
  });
  const rules = Object.fromEntries(PROVIDERS.map((provider) => [provider, new ScriptRules()])) as Record<ProviderId, ScriptRules>;
  for (const provider of PROVIDERS) sandbox.script(provider, rules[provider].script);
  const providers = Object.fromEntries(PROVIDERS.map((provider) => [provider, new TestProvider(provider, sandbox.origins[provider], rules[provider], log)]));
  return {
    ...sandbox,
    ...(providers as Record<ProviderId, TestProvider>),
    script(provider, script) {
      rules[provider].whenNoneFits = script;
    },
    get sent() {
      return log.calls;
    },
    reset() {
      for (const provider of PROVIDERS) rules[provider].clear();
      log.clear();
    },
  };
}
