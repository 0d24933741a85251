import type { ByokError, ByokProviderId } from '#contracts';
import type { CallTarget, ExpectedUsage, UnpricedCall } from '#nestjs-byok';
import type { OutputLimits, ProviderFields, WireRequest } from '#providers';
import type { FastifyRequest } from 'fastify';
import type { NamedModel } from '../body/named-models.js';
import type { ProviderBodies } from '../body/provider-bodies.service.js';
import type { UploadedForm } from '../../multipart/index.js';
import type { UploadBody } from '../body/upload-body.js';
import { listedBetas } from '../platform/listed-betas.js';
import { furtherKeyRefusal } from '../platform/stored-reference.js';
import { queryRefusal } from '../platform/listed-query.js';
import { forwardedHeaders } from './forwarded-headers.js';
import { readContent, type NativeContent, type SentBody } from './native-content.js';
import { nativeNotFound } from './native-not-found.js';
import { nativeCall, type NativeCall } from './native-paths.js';

/** What an API insists on: its SDK sends it, and a client that leaves it out means the only one there is. */
const REQUIRED_HEADERS: Readonly<Partial<Record<ByokProviderId, Readonly<Record<string, string>>>>> = { anthropic: { 'anthropic-version': '2023-06-01' } };

/** A native request as it came: everything but the credential. */
export interface NativeRequest {
  readonly call: NativeCall;
  /** As the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  /** Where the body names it, if not in `model`. */
  readonly modelField: string | undefined;
  /** Other models that the provider reads in the body. */
  readonly furtherModels: readonly NamedModel[];
  /** Where the body names a file of requests, whose models nobody here sees. */
  readonly requestsFile: string | undefined;
  /** What came as a form, to be disposed by the receiver of this request. */
  readonly form: UploadedForm | undefined;
  /** What passes on while it comes: it can be sent once. */
  readonly upload: UploadBody | undefined;
  /** For a call that an own key may pay. @throws ByokError request_invalid for a body of which two readers may take different things */
  assertOneMeaning(): void;
  /** Why a target may not serve: the platform's key pays for listed fields only. */
  refusalOf(target: CallTarget): ByokError | undefined;
  /** What the call consumes at most under the target's key; undefined when it costs nothing. */
  expectedOf(target: CallTarget, limits: OutputLimits): ExpectedUsage | UnpricedCall | undefined;
  /** Names of beta features that don't go out with the target's key, fit to be shown. */
  droppedFor(target: CallTarget): readonly string[];
  /**
   * The request for one target: its model, and what its credential may carry.
   * @param limitsOf limits of the answer, asked when the platform pays
   * @throws ByokError what `refusalOf` gives
   */
  wire(target: CallTarget, limitsOf: (target: CallTarget) => OutputLimits): WireRequest;
}

/** What a URL asks for, and its query with the `?`. */
export interface AddressedCall {
  readonly call: NativeCall;
  readonly search: string;
}

/**
 * @param url path and query behind the provider's prefix, as the client encoded them: `v1/messages?beta=true`
 * @throws ByokError not_found for a path that doesn't pass through
 */
export function addressedCall(provider: ByokProviderId, url: string, http: FastifyRequest): AddressedCall {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const search = queryAt === -1 ? '' : url.slice(queryAt);
  const call = nativeCall(provider, http.method, path, search.slice(1));
  if (call === undefined) throw nativeNotFound(provider, path, http);
  return { call, search };
}

/**
 * Reads what routing needs and leaves the rest as it is.
 * @param fields what may go out under the platform's key
 * @throws ByokError request_invalid, key_malformed, payload_too_large, unsupported_media_type
 */
export async function readNativeRequest(
  provider: ByokProviderId,
  { call, search }: AddressedCall,
  http: FastifyRequest,
  bodies: ProviderBodies,
  fields: ProviderFields,
): Promise<NativeRequest> {
  return requestOf(provider, call, await readContent(provider, call, http, bodies, fields), search, http, fields);
}

function requestOf(
  provider: ByokProviderId,
  call: NativeCall,
  content: NativeContent,
  search: string,
  http: FastifyRequest,
  fields: ProviderFields,
): NativeRequest {
  const { method, isStored, answer } = call.route;
  const wireOf = (upstreamModel: string, headers: Record<string, string>, sent: SentBody): WireRequest => ({
    method,
    path: call.path(upstreamModel) + search,
    headers: { ...REQUIRED_HEADERS[provider], ...headers, ...sent.headers },
    ...(sent.body === undefined ? {} : { body: sent.body }),
    isStream: call.isStream || content.isStream === true,
    ...(content.upload === undefined ? {} : { isUpload: true }),
    ...(isStored === true ? { mayBeEmpty: true, mayHoldError: true, isFile: answer === 'file' } : {}),
  });
  const isPlatform = ({ credential }: CallTarget) => credential.source === 'platform';
  return {
    call,
    model: content.model,
    modelField: content.modelField,
    furtherModels: content.furtherModels,
    requestsFile: content.requestsFile,
    form: content.form,
    upload: content.upload,
    assertOneMeaning: () => content.assertOneMeaning(),
    refusalOf: (target) => {
      if (target.credential.place > 1) return furtherKeyRefusal(provider, content.storedPlace?.());
      return isPlatform(target) ? (queryRefusal(provider, search.slice(1), fields) ?? content.platformRefusal()) : undefined;
    },
    expectedOf: (target, limits) => (isPlatform(target) ? content.expected(target.upstreamModel, limits) : content.expectedOfOwnKey(target.upstreamModel, limits)),
    droppedFor: (target) => (isPlatform(target) ? listedBetas(http.headers, fields).dropped : []),
    wire: (target, limitsOf) => {
      const headers = forwardedHeaders(provider, http.headers, target.credential.source);
      if (!isPlatform(target)) return wireOf(target.upstreamModel, headers, content.own(target.upstreamModel));
      const { headers: betas } = listedBetas(http.headers, fields);
      for (const [name, value] of Object.entries(betas)) {
        if (value === undefined) delete headers[name];
        else headers[name] = value;
      }
      return wireOf(target.upstreamModel, headers, content.platform(target.upstreamModel, limitsOf(target)));
    },
  };
}
