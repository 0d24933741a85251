import type { KeyHint, PlainKeyText, ProviderId } from '#contracts';
import type { OnDropped } from './chat/dropped-fields.js';
import type { ProviderFields } from './fields/provider-fields.js';
import type { FailureInput, ProviderFailure, SendRequest, WireBody, WireHeaders, WireRequest } from './wire.js';

/** An OpenAI chat completion request as parsed from JSON; fields that we don't know stay. */
export type OpenAiChatRequest = { model: string; messages: unknown[]; stream?: boolean } & Record<string, unknown>;

/** A request of one of OpenAI's routes as parsed from JSON. */
export type OpenAiRequest = { model: string } & Record<string, unknown>;

/** The provider has OpenAI's route itself: bytes pass both ways. */
export interface PipedRoute {
  kind: 'pipe';
  /** `body` is the client's JSON with `model` already the provider's own id. */
  request(body: Uint8Array, stream: boolean): WireRequest;
}

/** The provider has another format. Names of what is left out go to `onDropped`, as the client wrote them. */
export interface TranslatedRoute {
  kind: 'translate';
  /** Resolves with OpenAI's object. Throws ProviderError; `request_invalid` for what can't be translated. */
  complete(request: OpenAiRequest, send: SendRequest, signal: AbortSignal, onDropped?: OnDropped): Promise<Record<string, unknown>>;
  /**
   * Resolves once the provider's stream has begun without an error event; then yields OpenAI's objects, one for each
   * event. Throws ProviderError before or inside the stream. Absent for what has no stream.
   */
  stream?(request: OpenAiRequest, send: SendRequest, signal: AbortSignal, onDropped?: OnDropped): Promise<AsyncIterable<Record<string, unknown>>>;
  /** A field of the request that reads something stored in the key owner's account; undefined when none does. */
  storedField(request: Readonly<Record<string, unknown>>): string | undefined;
}

/** Chat with a provider that speaks OpenAI's format. */
export type PipedChat = PipedRoute;

/** The provider speaks its own format: translated through the AI SDK's provider package. Names of what is left out go to `onDropped`, as the client wrote them. */
export interface TranslatedChat extends TranslatedRoute {
  /** Resolves with an OpenAI `chat.completion` object. Throws ProviderError; `request_invalid` for what can't be translated. */
  complete(request: OpenAiRequest, send: SendRequest, signal: AbortSignal, onDropped?: OnDropped): Promise<Record<string, unknown>>;
  /**
   * Resolves once the provider's stream has begun without an error event; then yields OpenAI
   * `chat.completion.chunk` objects (with a last `usage` chunk when `stream_options.include_usage`).
   * Throws ProviderError before or inside the stream.
   */
  stream(
    request: OpenAiRequest,
    send: SendRequest,
    signal: AbortSignal,
    onDropped?: OnDropped,
  ): Promise<AsyncIterable<Record<string, unknown>>>;
}

/** The two steps of a key check. */
export interface KeyProbe {
  /** Lists the models the key sees. */
  list(pageToken?: string): WireRequest;
  /** Model ids (without a `models/` prefix) and the next page's token, from the list's JSON. */
  readList(json: unknown): { ids: string[]; nextPageToken?: string };
  /** One token of generation with the given model. */
  generate(model: string): WireRequest;
  /** Whether an id that no catalog knows is likely to be a chat model's. */
  isLikelyChat(id: string): boolean;
  /** The kind of a key that can't work, by how it begins: to explain a refusal, never to refuse. */
  hintOf?(secret: PlainKeyText): KeyHint | undefined;
}

/** A file that is to be laid down at a provider. */
export interface FileToStore {
  /** Of small letters, digits and dashes, at most 40; chosen by the caller, so that it can always be removed. */
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
}

/** A file at a provider. */
export interface StoredFile {
  /** For the requests that refer to it. */
  url: URL;
  state: 'pending' | 'ready' | 'failed';
}

/** A provider's own store for what is too large for one request: `begin`, `send`, `look` until it is ready, use, `remove`. */
export interface FileStore {
  begin(file: FileToStore): WireRequest;
  /** @param begun headers of the answer to `begin`. @throws ProviderError when they don't tell where the bytes go */
  send(begun: WireHeaders, file: FileToStore, bytes: WireBody): WireRequest;
  look(name: string): WireRequest;
  /** From the JSON that `send` or `look` brought. @throws ProviderError when it is no file */
  read(json: unknown): StoredFile;
  remove(name: string): WireRequest;
}

/** Everything that differs between providers. Implementations hold no state and never see a key but in `authHeaders`. */
export interface ProviderStrategy {
  readonly id: ProviderId;
  /** Origin without the version path. */
  readonly defaultOrigin: string;
  /** Header that carries the secret. The result must not outlive the request it is made for. */
  authHeaders(secret: PlainKeyText): Record<string, PlainKeyText>;
  /** Names the refusal in our terms. Must handle any status, and bodies that are not JSON. */
  classify(failure: FailureInput): ProviderFailure;
  /**
   * Looks for an error in the first bytes of a 200 answer: an SSE error event, or a JSON error body.
   * Undefined when it is a normal beginning.
   */
  classifyStart(firstBytes: string): ProviderFailure | undefined;
  readonly probe: KeyProbe;
  readonly chat: PipedChat | TranslatedChat;
  /** OpenAI's Responses API; undefined where there is no way to it. */
  readonly responses: PipedRoute | TranslatedRoute | undefined;
  /** OpenAI's embeddings; undefined where the provider has none. */
  readonly embeddings: PipedRoute | TranslatedRoute | undefined;
  /** What may go out under the platform's key. */
  readonly platformFields: ProviderFields;
  readonly files?: FileStore;
}
