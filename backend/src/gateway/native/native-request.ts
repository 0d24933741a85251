import { ByokError, type ByokProviderId } from '#contracts';
import type { WireRequest } from '#providers';
import { redactText } from '#redaction';
import type { FastifyRequest } from 'fastify';
import type { CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { modelOf, parseJsonBody, withModel, type JsonBody } from '../body/json-body.js';
import { parseMultipart } from '../body/multipart-body.js';
import { formWithModel, type SentForm } from '../body/multipart-writer.js';
import { refuseOtherModels } from './body-models.js';
import { forwardedHeaders } from './forwarded-headers.js';
import { nativeCall, type NativeCall } from './native-paths.js';

/** A native request as it came: everything but the credential. */
export interface NativeRequest {
  readonly call: NativeCall;
  /** As the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  /** The request for one target: its model, and the headers that its credential may see. */
  wire(target: CallTarget): WireRequest;
}

/**
 * Reads what routing needs and leaves the rest as it is.
 * @param url path and query behind the provider's prefix, as the client encoded them: `v1/messages?beta=true`
 * @throws ByokError not_found for a path that doesn't pass through; request_invalid, key_malformed, payload_too_large
 */
export async function readNativeRequest(provider: ByokProviderId, url: string, http: FastifyRequest): Promise<NativeRequest> {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const search = queryAt === -1 ? '' : url.slice(queryAt);
  const call = nativeCall(provider, http.method, path, search.slice(1));
  if (call === undefined) {
    throw new ByokError('not_found', `${http.method} ${redactText(path.slice(0, 100))} is not among the paths of ${provider} that pass through here.`);
  }
  const content = await readContent(call, http);
  const method = call.model === 'none' || call.model === 'listed' ? 'GET' : 'POST';
  return {
    call,
    model: content.model,
    wire: ({ upstreamModel, credential }) => ({
      method,
      path: call.path(upstreamModel) + search,
      headers: { ...forwardedHeaders(http.headers, credential.source), ...content.headers?.(upstreamModel) },
      ...(method === 'GET' ? {} : { body: content.body(upstreamModel) }),
    }),
  };
}

interface Content {
  readonly model: string | undefined;
  body(upstreamModel: string): Uint8Array;
  headers?(upstreamModel: string): Record<string, string>;
}

async function readContent(call: NativeCall, { body, headers }: FastifyRequest): Promise<Content> {
  switch (call.model) {
    case 'none':
    case 'listed':
      return { model: call.pathModel, body: () => Buffer.alloc(0) };
    case 'json':
      return jsonContent(parseJsonBody(body));
    case 'path': {
      const json = parseJsonBody(body);
      refuseOtherModels(json.fields, call.pathModel as string);
      return { model: call.pathModel, body: () => json.bytes };
    }
    case 'multipart': {
      const contentType = headers['content-type'] ?? '';
      return formContent({ form: await parseMultipart(body, contentType), contentType, bytes: body as Buffer });
    }
  }
}

function jsonContent(json: JsonBody): Content {
  return { model: modelOf(json), body: (upstreamModel) => withModel(json, upstreamModel) };
}

function formContent(sent: SentForm): Content {
  let written: ReturnType<typeof formWithModel> | undefined;
  const formFor = (upstreamModel: string) => (written ??= formWithModel(sent, upstreamModel));
  return {
    model: sent.form.field('model'),
    body: (upstreamModel) => formFor(upstreamModel).bytes,
    headers: (upstreamModel) => ({ 'content-type': formFor(upstreamModel).contentType }),
  };
}
