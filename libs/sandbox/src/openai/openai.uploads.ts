import { partsOf } from '../server/multipart.js';
import { idOf, sendJson, unixSeconds } from '../server/send.js';
import { badRequest, sendError } from './openai.errors.js';
import { storeFile } from './openai.files.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

interface Upload {
  object: { id: string; bytes: number; filename: string; purpose: string; status: string; [field: string]: unknown };
  parts: Map<string, Buffer>;
}

/** Uploads in parts, which become a file. */
export const UPLOAD_ROUTES: readonly OpenAiRoute[] = [
  {
    method: 'POST',
    path: /^\/v1\/uploads$/,
    body: 'json',
    needs: ['bytes', 'filename', 'mime_type', 'purpose'],
    handle: create,
  },
  { method: 'POST', path: /^\/v1\/uploads\/(upload_\w+)\/parts$/, body: 'multipart', handle: withUpload(addPart) },
  {
    method: 'POST',
    path: /^\/v1\/uploads\/(upload_\w+)\/complete$/,
    body: 'json',
    needs: ['part_ids'],
    handle: withUpload(complete),
  },
  { method: 'POST', path: /^\/v1\/uploads\/(upload_\w+)\/cancel$/, handle: withUpload(cancel) },
];

function withUpload(use: (call: OpenAiCall, upload: Upload) => void): OpenAiRoute['handle'] {
  return (call) => {
    const [id = ''] = call.ids;
    const upload = call.exchange.objects.find<Upload>('upload', id);
    if (upload !== undefined && upload.object.status === 'pending') return use(call, upload);
    sendError(call.exchange.response, { ...badRequest(`Upload with id '${id}' not found.`, null), status: 404 });
  };
}

function create({ exchange: { response, objects }, request }: OpenAiCall): void {
  const id = idOf('upload_');
  const object = {
    id,
    object: 'upload',
    bytes: Number(request['bytes']),
    created_at: unixSeconds(),
    expires_at: unixSeconds() + 3600,
    filename: String(request['filename']),
    purpose: String(request['purpose']),
    status: 'pending',
  };
  objects.put('upload', id, { object, parts: new Map<string, Buffer>() });
  sendJson(response, 200, object);
}

function addPart({ exchange }: OpenAiCall, { object, parts }: Upload): void {
  const { request, response, body } = exchange;
  const data = partsOf(body, request.headers['content-type'])?.find((part) => part.name === 'data')?.data;
  if (data === undefined) return sendError(response, badRequest("'data' is a required property", 'data'));
  const id = idOf('part_');
  parts.set(id, Buffer.from(data));
  sendJson(response, 200, { id, object: 'upload.part', created_at: unixSeconds(), upload_id: object.id });
}

function complete({ exchange, request }: OpenAiCall, { object, parts }: Upload): void {
  const ids = Array.isArray(request['part_ids']) ? (request['part_ids'] as unknown[]) : [];
  const chunks = ids.map((id) => parts.get(String(id)) ?? Buffer.alloc(0));
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== object.bytes) {
    return sendError(
      exchange.response,
      badRequest(`Upload has ${bytes.length} bytes, but ${object.bytes} were declared.`, 'part_ids'),
    );
  }
  object.status = 'completed';
  const file = storeFile(exchange, bytes, object.filename, object.purpose).object;
  sendJson(exchange.response, 200, { ...object, file });
}

function cancel({ exchange }: OpenAiCall, { object }: Upload): void {
  object.status = 'cancelled';
  sendJson(exchange.response, 200, object);
}
