import { ByokError, type ByokProviderId } from '#contracts';
import { expectedAudioSeconds, expectedSpeechSeconds, UnpricedCall, type ExpectedUsage } from '#nestjs-byok';
import type { OutputLimits, ProviderFields, WireBody } from '#providers';
import type { FastifyRequest } from 'fastify';
import { formAsSent, formWithModel, type UploadedForm } from '../../multipart/index.js';
import { modelOf, withModel, type JsonBody } from '../body/json-body.js';
import { namedModels, type NamedModel } from '../body/named-models.js';
import type { ProviderBodies } from '../body/provider-bodies.service.js';
import { startsUpload, type UploadBody } from '../body/upload-body.js';
import { expectedOfOwnKey } from '../platform/own-key-cost.js';
import { PlatformBody } from '../platform/platform-body.js';
import { formRefusal } from '../platform/platform-form.js';
import { batchFile, batchModels } from './batch-requests.js';
import type { NativeCall } from './native-paths.js';

const FREE: ExpectedUsage = { inputTokens: 0, outputTokens: 0 };
const GEMINI_PREFIX = 'models/';

/** A body on its way to a provider, with the headers that describe it. */
export interface SentBody {
  readonly body?: WireBody;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of a native request, and what goes out in its place by whose key pays. */
export interface NativeContent {
  /** The model that the call is for, as the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  /** Where the body names it, if not in `model`. */
  readonly modelField?: string;
  /** Others that the provider reads in the body. */
  readonly furtherModels: readonly NamedModel[];
  /** Where the body names a file of requests, whose models nobody here sees. */
  readonly requestsFile?: string | undefined;
  /** What came as a form, to be disposed by the receiver. */
  readonly form?: UploadedForm;
  /** What passes on while it comes. */
  readonly upload?: UploadBody;
  /** The body asks for a stream. */
  readonly isStream?: boolean;
  /** Where the body stores something at the provider, or reads what is stored by an id; absent without a JSON body. */
  storedPlace?(): string | undefined;
  /** For a call that an own key may pay. @throws ByokError request_invalid for a body of which two readers may take different things */
  assertOneMeaning(): void;
  /** Under the user's own key: as it came; a form anew where the provider has another name for its model, or two readers could take it differently. */
  own(upstreamModel: string): SentBody;
  /** Under the platform's key: anew. @throws ByokError what `platformRefusal` gives */
  platform(upstreamModel: string, limits: OutputLimits): SentBody;
  /** What the call consumes at most under the platform's key; undefined when it costs nothing. */
  expected(upstreamModel: string, limits: OutputLimits): ExpectedUsage | undefined;
  /** The same under the user's own key, as far as it can be known before the call; undefined when it costs nothing. */
  expectedOfOwnKey(upstreamModel: string, limits: OutputLimits): ExpectedUsage | UnpricedCall | undefined;
  /** Why the platform's key may not pay; undefined when it may. */
  platformRefusal(): ByokError | undefined;
}

const contentWithout = (model: string | undefined): NativeContent => ({
  model,
  furtherModels: [],
  assertOneMeaning: () => undefined,
  own: () => ({}),
  platform: () => ({}),
  expected: () => undefined,
  expectedOfOwnKey: () => undefined,
  platformRefusal: () => undefined,
});

/** Reads what came with a call off the connection, but for an upload. @throws ByokError what `ProviderBodies` throws, request_invalid */
export async function readContent(
  provider: ByokProviderId,
  call: NativeCall,
  http: FastifyRequest,
  bodies: ProviderBodies,
  fields: ProviderFields,
): Promise<NativeContent> {
  switch (call.route.body) {
    case undefined: {
      // Clients send an empty object with a cancellation or a removal, or nothing.
      const json = call.route.method !== 'GET' ? await bodies.optionalJson(http) : undefined;
      return { ...contentWithout(call.pathModel), own: () => (json === undefined ? {} : { body: json.bytes }) };
    }
    case 'json':
      return jsonContent(provider, call, await bodies.json(http), fields);
    case 'form':
      return formContent(provider, call, await bodies.form(http), fields);
    case 'upload': {
      if (startsUpload(http)) {
        const json = await bodies.optionalJson(http);
        return { ...contentWithout(undefined), own: () => (json === undefined ? {} : { body: json.bytes }) };
      }
      const upload = bodies.upload(http, call.route.mostBytes ?? 0, provider !== 'gemini');
      return { ...contentWithout(undefined), upload, own: () => ({ body: () => upload.chunks(), headers: upload.headers }) };
    }
  }
}

/** The model that a JSON body is for, and where it stands. @throws ByokError request_invalid where one must be named and none is */
function namedIn({ route, pathModel }: NativeCall, json: JsonBody): { model: string | undefined; modelField?: string } {
  if (route.model === 'path') return { model: pathModel };
  const { outline } = json;
  const isAbsent = outline['model'] === undefined || outline['model'] === null;
  if (route.model === undefined || (route.model === 'optional' && isAbsent)) return { model: undefined };
  const [agent] = isAbsent ? (route.furtherModels?.(outline) ?? []) : [];
  if (agent?.path === 'agent' && typeof agent.model === 'string') return { model: agent.model, modelField: 'agent' };
  return { model: modelOf(json) };
}

function jsonContent(provider: ByokProviderId, call: NativeCall, json: JsonBody, fields: ProviderFields): NativeContent {
  const { route } = call;
  const { outline } = json;
  // Their models are looked for deep in the body, whoever pays.
  if (route.batch !== undefined || route.furtherModels !== undefined) json.assertOneMeaning();
  const list = call.list === undefined ? undefined : fields.route(call.list);
  const anew = new PlatformBody(provider, list, json);
  const { model, modelField } = namedIn(call, json);
  const isInPath = route.model === 'path';
  const isInBody = !isInPath && modelField === undefined && model !== undefined;
  const repeated = isInPath ? [{ model: outline['model'], path: 'model' }].filter((named) => named.model !== undefined && named.model !== null) : [];
  const further = (route.furtherModels?.(outline) ?? []).filter(({ path }) => path !== modelField);
  const inBatch = route.batch === undefined ? [] : batchModels(outline, route.batch);
  return {
    model,
    ...(modelField === undefined ? {} : { modelField }),
    storedPlace: () => list?.storedPlaceIn(outline),
    isStream: outline['stream'] === true || outline['stream_format'] === 'sse',
    furtherModels: [...repeated, ...inBatch, ...further, ...(route.batch === undefined ? namedModels(outline) : [])],
    requestsFile: route.batch && batchFile(outline, route.batch),
    assertOneMeaning: () => json.assertOneMeaning(),
    own: (upstreamModel) => ({ body: isInBody ? withModel(json, asWritten(outline['model'], upstreamModel)) : json.bytes }),
    platform: (upstreamModel, limits) => ({ body: anew.bytes(isInBody ? upstreamModel : undefined, limits) }),
    expected: (upstreamModel, limits) => {
      if (route.isFree === true) return FREE;
      if (call.list === 'audio/speech') return { ...FREE, audioSeconds: expectedSpeechSeconds(json.fields['input']) };
      const expected = anew.expected(isInBody ? upstreamModel : undefined, limits);
      return call.list === 'responses/compact' ? { ...expected, outputTokens: limits.most } : expected;
    },
    expectedOfOwnKey: (upstreamModel, limits) => {
      if (route.isFree === true) return undefined;
      if (route.isStored === true) return storedCost(route);
      if (call.list === 'audio/speech') return { ...FREE, audioSeconds: expectedSpeechSeconds(json.fields['input']) };
      const expected = expectedOfOwnKey(list, json, isInBody ? upstreamModel : undefined, limits);
      return call.list === 'responses/compact' && !(expected instanceof UnpricedCall) ? { ...expected, outputTokens: limits.usual } : expected;
    },
    platformRefusal: () => anew.refusal(),
  };
}

/** What storing something costs: a batch spends later, and what a cache keeps is charged by the hour. */
function storedCost({ batch, isKeptByHour }: NativeCall['route']): UnpricedCall | undefined {
  if (batch !== undefined) return new UnpricedCall('a batch is worked, and paid, later');
  return isKeptByHour === true ? new UnpricedCall('a cached content is paid for as long as it is kept') : undefined;
}

/** Where Gemini wants its models with their folder in front, that stays. */
function asWritten(written: unknown, upstreamModel: string): string {
  return typeof written === 'string' && written.startsWith(GEMINI_PREFIX) ? GEMINI_PREFIX + upstreamModel : upstreamModel;
}

async function formContent(provider: ByokProviderId, { list = '' }: NativeCall, form: UploadedForm, fields: ProviderFields): Promise<NativeContent> {
  try {
    return {
      model: form.field('model'),
      furtherModels: [],
      form,
      isStream: form.optional('stream') === 'true',
      assertOneMeaning: () => undefined,
      own: (upstreamModel) => formAsSent(form, upstreamModel),
      platform: (upstreamModel) => formWithModel(form, upstreamModel),
      expected: (_upstreamModel, limits) => ({ inputTokens: 0, outputTokens: limits.most, audioSeconds: expectedAudioSeconds(form.file?.size ?? 0) }),
      expectedOfOwnKey: (_upstreamModel, limits) => ({ inputTokens: 0, outputTokens: limits.usual, audioSeconds: expectedAudioSeconds(form.file?.size ?? 0) }),
      platformRefusal: () => formRefusal(provider, form, fields.route(list)),
    };
  } catch (error) {
    await form.dispose();
    throw error;
  }
}
