import { responseBytes, type CallTarget, type ProviderStrategyService, type ResponseSample, type StopSignal } from '#nestjs-byok';
import type { SendRequest } from '#providers';

/** What a translator sends with: the target's credential, and the sample that counts what the provider answered. */
export function sampledSend(strategies: ProviderStrategyService, target: CallTarget, isStream: boolean, signal: StopSignal, sample: ResponseSample): SendRequest {
  return async (wire) => {
    const response = await strategies.send(target, { ...wire, isStream }, signal);
    return { status: response.status, headers: response.headers, body: sampled(responseBytes(response), sample) };
  };
}

async function* sampled(bytes: AsyncIterable<Uint8Array>, sample: ResponseSample): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    sample.take(chunk);
    yield chunk;
  }
}
