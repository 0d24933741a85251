import { ByokError, type ByokProviderId } from '#contracts';
import type { OutputLimits, ProviderFields, WireBody } from '#providers';
import type { FastifyRequest } from 'fastify';
import { expectedAudioSeconds } from '../../byok/strategy/spending/expected-audio.js';
import type { ExpectedUsage } from '../../byok/strategy/spending/spending-guard.js';
import { formWithModel, type WrittenForm } from '../body/form-writer.js';
import { modelOf, withModel, type JsonBody } from '../body/json-body.js';
import { namedModels, type NamedModel } from '../body/named-models.js';
import type { ProviderBodies } from '../body/provider-bodies.service.js';
import type { UploadedForm } from '../body/uploaded-form.js';
import { PlatformBody } from '../platform/platform-body.js';
import { formRefusal } from '../platform/platform-form.js';
import type { NativeCall } from './native-paths.js';

/** Calls that count tokens, which the providers give away. */
const COUNTS_TOKENS = /(?:count_tokens|countTokens)$/;
const FREE: ExpectedUsage = { inputTokens: 0, outputTokens: 0 };

/** A body on its way to a provider, with the headers that describe it. */
export interface SentBody {
  readonly body?: WireBody;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came with a native request, and how it goes out by whose key pays. */
export interface NativeContent {
  /** The model that the call is for, as the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  /** Others that the provider reads in the body. */
  readonly furtherModels: readonly NamedModel[];
  /** What came as a form, to be disposed by the receiver. */
  readonly form?: UploadedForm;
  /** The body asks for a stream. */
  readonly isStream?: boolean;
  /** Under the user's own key: as it came; a form anew. */
  own(upstreamModel: string): SentBody;
  /** Under the platform's key: anew. @throws ByokError what `platformRefusal` gives */
  platform(upstreamModel: string, limits: OutputLimits): SentBody;
  /** What the call consumes at most under the platform's key; undefined when it costs nothing. */
  expected(upstreamModel: string, limits: OutputLimits): ExpectedUsage | undefined;
  /** Why the platform's key may not pay; undefined when it may. */
  platformRefusal(): ByokError | undefined;
}

/** Reads what came with a call off the connection. @throws ByokError what `ProviderBodies` throws, request_invalid */
export async function readContent(
  provider: ByokProviderId,
  call: NativeCall,
  http: FastifyRequest,
  bodies: ProviderBodies,
  fields: ProviderFields,
): Promise<NativeContent> {
  switch (call.model) {
    case 'none':
    case 'listed':
      return { model: call.pathModel, furtherModels: [], own: () => ({}), platform: () => ({}), expected: () => undefined, platformRefusal: () => undefined };
    case 'json': {
      const json = await bodies.json(http);
      return jsonContent(provider, call, json, modelOf(json), fields);
    }
    case 'path':
      return jsonContent(provider, call, await bodies.json(http), call.pathModel as string, fields);
    case 'multipart':
      return formContent(provider, call, await bodies.form(http), fields);
  }
}

function jsonContent(provider: ByokProviderId, call: NativeCall, json: JsonBody, model: string, fields: ProviderFields): NativeContent {
  const anew = new PlatformBody(provider, fields.route(call.route), json);
  const isInPath = call.model === 'path';
  const repeated = isInPath ? [{ model: json.outline['model'], path: 'model' }].filter((named) => named.model !== undefined && named.model !== null) : [];
  return {
    model,
    isStream: json.outline['stream'] === true,
    furtherModels: [...repeated, ...namedModels(json.outline)],
    own: (upstreamModel) => ({ body: isInPath ? json.bytes : withModel(json, upstreamModel) }),
    platform: (upstreamModel, limits) => ({ body: anew.bytes(isInPath ? undefined : upstreamModel, limits) }),
    expected: (upstreamModel, limits) => (COUNTS_TOKENS.test(call.route) ? FREE : anew.expected(isInPath ? undefined : upstreamModel, limits)),
    platformRefusal: () => anew.refusal(),
  };
}

async function formContent(provider: ByokProviderId, call: NativeCall, form: UploadedForm, fields: ProviderFields): Promise<NativeContent> {
  let written: WrittenForm | undefined;
  const writtenFor = (upstreamModel: string): WrittenForm => (written ??= formWithModel(form, upstreamModel));
  try {
    return {
      model: form.field('model'),
      furtherModels: [],
      form,
      isStream: form.optional('stream') === 'true',
      own: writtenFor,
      platform: writtenFor,
      expected: (_upstreamModel, limits) => ({ inputTokens: 0, outputTokens: limits.most, audioSeconds: expectedAudioSeconds(form.file?.size ?? 0) }),
      platformRefusal: () => formRefusal(provider, form, fields.route(call.route)),
    };
  } catch (error) {
    await form.dispose();
    throw error;
  }
}
