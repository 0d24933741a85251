import type { OnDropped } from '../chat/dropped-fields.js';
import type { JsonObject } from '../failure/json.js';
import type { OpenAiRequest, TranslatedChat, TranslatedRoute } from '../provider-strategy.js';
import { ResponseEvents } from './response-events.js';
import { responseError, responseName } from './response-names.js';
import { responseOf } from './response-object.js';
import { chatFor } from './response-request.js';

/** A chat as the Responses API needs it. */
export type AskableChat = Pick<TranslatedChat, 'complete' | 'stream' | 'storedField'>;

const ignore = (): void => undefined;

/** OpenAI's Responses API over a provider's chat: nothing is stored, and each request holds its whole conversation. */
export function responsesOverChat(chat: AskableChat): TranslatedRoute {
  return {
    kind: 'translate',
    storedField: (request) => storedFieldOf(chat, request),
    async complete(request, send, signal, onDropped = ignore) {
      const asked = chatFor(request, onDropped);
      const name = (dropped: string): void => onDropped(responseName(dropped));
      const completion = await chat.complete(asked.chat, send, signal, name).catch((error: unknown) => {
        throw responseError(error, asked.places);
      });
      return responseOf(request, completion);
    },
    async stream(request, send, signal, onDropped = ignore) {
      const asked = chatFor(request, onDropped);
      const name = (dropped: string): void => onDropped(responseName(dropped));
      const streamed = { ...asked.chat, stream: true, stream_options: { include_usage: true } };
      const chunks = await chat.stream(streamed, send, signal, name).catch((error: unknown) => {
        throw responseError(error, asked.places);
      });
      return eventsOf(new ResponseEvents(request), chunks);
    },
  };
}

async function* eventsOf(events: ResponseEvents, chunks: AsyncIterable<JsonObject>): AsyncGenerator<JsonObject, void> {
  yield* events.begin();
  for await (const chunk of chunks) yield* events.write(chunk);
  yield* events.end();
}

/** What the chat would read; a request that can't be translated reads nothing. */
function storedFieldOf(chat: AskableChat, request: Readonly<Record<string, unknown>>): string | undefined {
  const dropped: OnDropped = ignore;
  try {
    const asked = chatFor({ model: '', ...request } as OpenAiRequest, dropped);
    const field = chat.storedField(asked.chat);
    return field === undefined ? undefined : responseName(field, asked.places);
  } catch {
    return undefined;
  }
}
