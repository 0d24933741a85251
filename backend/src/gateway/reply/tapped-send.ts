import type { SendRequest } from '#providers';
import type { CallTarget, ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import type { StopSignal } from '../../byok/strategy/transport/stop-signal.js';
import type { AnswerTap } from '../../http/answer-tap.js';

/** What a translator sends with: the target's credential, and the tap that counts what the provider answered. */
export function tappedSend(strategies: ProviderStrategyService, target: CallTarget, signal: StopSignal, tap: AnswerTap): SendRequest {
  return async (wire) => {
    const { status, headers, first, rest } = await strategies.send(target, wire, signal);
    return { status, headers, body: whole(first, rest, tap) };
  };
}

async function* whole(first: Buffer, rest: AsyncIterable<Uint8Array>, tap: AnswerTap): AsyncGenerator<Uint8Array> {
  tap.take(first);
  yield first;
  for await (const chunk of rest) {
    tap.take(chunk);
    yield chunk;
  }
}
