import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { announcesBody } from '../../http/intake/index.js';
import { encodedBody, mediaTypeOf, notJson, readJsonBytes } from '../../http/json-bytes.js';
import { LARGE_BODY_BYTES, PROVIDER_BODY_LIMIT } from '../../http/limits.js';
import { FORM_LIMIT, recordingTooLarge } from './form-reader.js';
import { parseJsonBody, type JsonBody } from './json-body.js';
import { JsonScanner } from './json-scanner.service.js';
import { UploadSpool } from './upload-spool.service.js';
import { receiveUpload, type UploadedForm } from './uploaded-form.js';

/** Reads the bodies of provider routes off the connection, for handlers: whoever is refused has nothing read. */
@Injectable()
export class ProviderBodies {
  constructor(
    private readonly scanner: JsonScanner,
    private readonly spool: UploadSpool,
  ) {}

  /**
   * The bytes stay the request's `body`, for the usage's estimate.
   * @throws ByokError what `readJsonBytes` and `parseJsonBody` throw
   */
  async json(request: FastifyRequest): Promise<JsonBody> {
    const bytes = await readJsonBytes(request, PROVIDER_BODY_LIMIT);
    const read = bytes !== undefined && bytes.length > LARGE_BODY_BYTES ? await this.scanner.scan(bytes) : bytes;
    request.body = read;
    return parseJsonBody(read);
  }

  /**
   * The caller must dispose the form.
   * @throws ByokError unsupported_media_type, payload_too_large, and what `receiveUpload` throws
   */
  async form(request: FastifyRequest): Promise<UploadedForm> {
    const { 'content-encoding': encoding, 'content-length': length = '0' } = request.headers;
    const type = mediaTypeOf(request);
    if (type !== 'multipart/form-data' && type !== 'application/json' && announcesBody(request.raw)) throw notJson();
    if (encoding !== undefined && encoding !== 'identity') throw encodedBody();
    if (Number(length) > FORM_LIMIT) throw recordingTooLarge();
    return receiveUpload(request, this.spool);
  }
}
