import type { SendRequest } from '#providers';
import { answerBytes } from '../../byok/strategy/transport/answer-bytes.js';
import type { CallTarget, ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import type { StopSignal } from '../../byok/strategy/transport/stop-signal.js';
import type { AnswerTap } from '../../http/answer-tap.js';

/** What a translator sends with: the target's credential, and the tap that counts what the provider answered. */
export function tappedSend(strategies: ProviderStrategyService, target: CallTarget, isStream: boolean, signal: StopSignal, tap: AnswerTap): SendRequest {
  return async (wire) => {
    const answer = await strategies.send(target, { ...wire, isStream }, signal);
    return { status: answer.status, headers: answer.headers, body: tapped(answerBytes(answer), tap) };
  };
}

async function* tapped(bytes: AsyncIterable<Uint8Array>, tap: AnswerTap): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    tap.take(chunk);
    yield chunk;
  }
}
