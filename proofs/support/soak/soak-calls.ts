import { setTimeout as sleep } from 'node:timers/promises';
import { BODY_SIZES } from '../../../backend/test/support/body-sizes.js';
import { lettersIn, lettersOf, SOAK_PROVIDERS, type SoakProvider } from './soak-answers.js';
import { promptOf, type SoakOrder } from './soak-provider.js';

const ROUTES = ['native', 'v1'] as const;
const KINDS = ['whole', 'streamed', 'cut', 'slow'] as const;

export interface SoakCall extends SoakOrder {
  readonly provider: SoakProvider;
  readonly route: (typeof ROUTES)[number];
  readonly isSlow: boolean;
}

/** How a call ended, in words for the report; `bytes` is what the client read. */
export interface SoakOutcome {
  readonly bytes: number;
  readonly fault: string | undefined;
}

const MAX_BYTES = 20 * 1024 * 1024;
/** A slow reader pauses this often at most, or one would hold the run up. */
const PAUSES = 200;
const MODELS: Readonly<Record<SoakProvider, string>> = { anthropic: 'claude-haiku-4-5', gemini: 'gemini-3.5-flash-lite' };

/** Every boundary size `times` times in every way in turn, in between as many of log-uniform sizes; then such for ever. */
export function* soakCalls(times: number): Generator<SoakCall, void> {
  const ways = SOAK_PROVIDERS.flatMap((provider) => ROUTES.flatMap((route) => KINDS.map((kind) => ({ provider, route, kind }))));
  let turn = 0;
  const call = (bytes: number): SoakCall => {
    const { provider, route, kind } = ways[(turn += 1) % ways.length] as (typeof ways)[number];
    const isStream = kind === 'streamed' || (kind !== 'whole' && Math.floor(turn / ways.length) % 2 === 0);
    return { provider, route, isStream, isCut: kind === 'cut', isSlow: kind === 'slow', bytes };
  };
  const random = () => Math.ceil(Math.exp(Math.random() * Math.log(MAX_BYTES)));
  for (let time = 0; time < times; time += 1) {
    for (const bytes of BODY_SIZES) {
      yield call(bytes);
      yield call(random());
    }
    // So that a size meets another way each time.
    turn += 1;
  }
  for (;;) yield call(random());
}

function requestOf({ provider, route, isStream, ...order }: SoakCall): { path: string; json: unknown } {
  const model = MODELS[provider];
  const content = promptOf({ isStream, ...order });
  const messages = [{ role: 'user', content }];
  if (route === 'v1') return { path: '/api/v1/chat/completions', json: { model, messages, stream: isStream } };
  if (provider === 'anthropic') return { path: '/api/anthropic/v1/messages', json: { model, messages, max_tokens: 10, stream: isStream } };
  const action = isStream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return { path: `/api/gemini/v1beta/models/${model}:${action}`, json: { contents: [{ role: 'user', parts: [{ text: content }] }] } };
}

/** Makes one call and judges its answer. */
export async function makeCall(origin: string, headers: Record<string, string>, call: SoakCall): Promise<SoakOutcome> {
  const { path, json } = requestOf(call);
  const answer = await fetch(origin + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) });
  const code = answer.headers.get('x-byok-code');
  let bytes = 0;
  let letters = 0;
  let tail = '';
  let isBroken = false;
  let pauses = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      letters += lettersIn(chunk);
      tail = (tail + Buffer.from(chunk.subarray(-2_000)).toString('latin1')).slice(-2_000);
      if (call.isSlow && (pauses += 1) <= PAUSES) await sleep(5);
    }
  } catch {
    isBroken = true;
  }
  const fault = call.isCut ? cutFault(answer.status, code, isBroken, tail) : wholeFault(call, answer.status, code, isBroken, letters, tail);
  return { bytes, fault };
}

function wholeFault(call: SoakCall, status: number, code: string | null, isBroken: boolean, letters: number, tail: string): string | undefined {
  if (status !== 200) return `status ${status} ${code}`;
  if (isBroken) return 'broke off';
  const expected = lettersOf(call.provider, call.isStream, call.bytes);
  if (letters !== expected) return `${letters} letters in place of ${expected}`;
  return call.isStream && call.route === 'v1' && !tail.endsWith('data: [DONE]\n\n') ? 'no [DONE]' : undefined;
}

/** A cut answer must never look whole, and is the provider's fault. */
function cutFault(status: number, code: string | null, isBroken: boolean, tail: string): string | undefined {
  if (status === 200) return isBroken || tail.includes('"error"') ? undefined : 'a cut answer that looks whole';
  return code === 'provider_unavailable' ? undefined : `status ${status} ${code}`;
}
