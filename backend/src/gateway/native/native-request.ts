import { ByokError, type ByokProviderId } from '#contracts';
import type { WireBody, WireRequest } from '#providers';
import { redactText } from '#redaction';
import type { FastifyRequest } from 'fastify';
import type { CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { modelOf, parseJsonBody, withModel, type JsonBody } from '../body/json-body.js';
import { formWithModel } from '../body/form-writer.js';
import type { UploadSpool } from '../body/upload-spool.service.js';
import { receiveUpload, type UploadedForm } from '../body/uploaded-form.js';
import { refuseOtherModels } from './body-models.js';
import { forwardedHeaders } from './forwarded-headers.js';
import { nativeCall, type NativeCall } from './native-paths.js';

/** What an API insists on: its SDK sends it, and a client that leaves it out means the only one there is. */
const NEEDED: Readonly<Partial<Record<ByokProviderId, Readonly<Record<string, string>>>>> = { anthropic: { 'anthropic-version': '2023-06-01' } };

/** A native request as it came: everything but the credential. */
export interface NativeRequest {
  readonly call: NativeCall;
  /** As the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  /** What came as a form, to be disposed by the receiver of this request. */
  readonly form: UploadedForm | undefined;
  /** The request for one target: its model, and the headers that its credential may see. */
  wire(target: CallTarget): WireRequest;
}

/**
 * Reads what routing needs and leaves the rest as it is; a promise only where there is something to wait for.
 * @param url path and query behind the provider's prefix, as the client encoded them: `v1/messages?beta=true`
 * @throws ByokError not_found for a path that doesn't pass through; request_invalid, key_malformed, payload_too_large
 */
export function readNativeRequest(
  provider: ByokProviderId,
  url: string,
  http: FastifyRequest,
  spool: UploadSpool,
): NativeRequest | Promise<NativeRequest> {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const search = queryAt === -1 ? '' : url.slice(queryAt);
  const call = nativeCall(provider, http.method, path, search.slice(1));
  if (call === undefined) {
    throw new ByokError('not_found', `${http.method} ${redactText(path.slice(0, 100))} is not among the paths of ${provider} that pass through here.`);
  }
  const content = readContent(call, http, spool);
  return content instanceof Promise ? content.then((read) => requestOf(provider, call, read, search, http)) : requestOf(provider, call, content, search, http);
}

function requestOf(provider: ByokProviderId, call: NativeCall, content: Content, search: string, http: FastifyRequest): NativeRequest {
  const method = call.model === 'none' || call.model === 'listed' ? 'GET' : 'POST';
  return {
    call,
    model: content.model,
    form: content.form,
    wire: ({ upstreamModel, credential }) => ({
      method,
      path: call.path(upstreamModel) + search,
      headers: { ...NEEDED[provider], ...forwardedHeaders(http.headers, credential.source), ...content.headers?.(upstreamModel) },
      ...(method === 'GET' ? {} : { body: content.body(upstreamModel) }),
    }),
  };
}

interface Content {
  readonly model: string | undefined;
  readonly form?: UploadedForm;
  body(upstreamModel: string): WireBody;
  headers?(upstreamModel: string): Readonly<Record<string, string>>;
}

function readContent(call: NativeCall, http: FastifyRequest, spool: UploadSpool): Content | Promise<Content> {
  switch (call.model) {
    case 'none':
    case 'listed':
      return { model: call.pathModel, body: () => Buffer.alloc(0) };
    case 'json':
      return jsonContent(parseJsonBody(http.body));
    case 'path': {
      const json = parseJsonBody(http.body);
      refuseOtherModels(json.outline, call.pathModel as string);
      return { model: call.pathModel, body: () => json.bytes };
    }
    case 'multipart':
      return receiveUpload(http, spool).then(formContent);
  }
}

function jsonContent(json: JsonBody): Content {
  return { model: modelOf(json), body: (upstreamModel) => withModel(json, upstreamModel) };
}

async function formContent(form: UploadedForm): Promise<Content> {
  let written: ReturnType<typeof formWithModel> | undefined;
  const writtenFor = (upstreamModel: string) => (written ??= formWithModel(form, upstreamModel));
  try {
    return {
      model: form.field('model'),
      form,
      body: (upstreamModel) => writtenFor(upstreamModel).body,
      headers: (upstreamModel) => writtenFor(upstreamModel).headers,
    };
  } catch (error) {
    await form.dispose();
    throw error;
  }
}
