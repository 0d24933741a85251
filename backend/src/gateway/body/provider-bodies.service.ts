import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { announcesBody, encodedBody, mediaTypeOf, readJsonBytes, LARGE_BODY_BYTES, PROVIDER_BODY_LIMIT } from '../../http/index.js';
import { FORM_LIMIT, UploadSpool, receiveUpload, recordingTooLarge, type UploadedForm } from '../../multipart/index.js';
import { parseJsonBody, type JsonBody } from './json-body.js';
import { UploadBody, assertFileSize } from './upload-body.js';
import { JsonScanner } from './json-scanner.service.js';

/** Reads the bodies of provider routes off the connection, for handlers: nothing is read of a caller who is refused. */
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
    return parseJsonBody(await this.#bytes(request));
  }

  /** The same, where a body may be missing. @throws as `json` does */
  async optionalJson(request: FastifyRequest): Promise<JsonBody | undefined> {
    if (!announcesBody(request.raw)) return undefined;
    const bytes = await this.#bytes(request);
    return bytes === undefined || bytes.length === 0 ? undefined : parseJsonBody(bytes);
  }

  async #bytes(request: FastifyRequest): Promise<Buffer | undefined> {
    const bytes = await readJsonBytes(request, PROVIDER_BODY_LIMIT);
    const read = bytes !== undefined && bytes.length > LARGE_BODY_BYTES ? await this.scanner.scan(bytes) : bytes;
    request.body = read;
    return read;
  }

  /**
   * A file that is passed on while it comes: nothing of it is read yet.
   * @param mostBytes of the file
   * @param isForm it stands in a form
   * @throws ByokError unsupported_media_type, payload_too_large
   */
  upload(request: FastifyRequest, mostBytes: number, isForm: boolean): UploadBody {
    const { 'content-encoding': encoding } = request.headers;
    if (isForm && mediaTypeOf(request) !== 'multipart/form-data') {
      throw new ByokError('unsupported_media_type', 'Send the file as multipart/form-data, in the field "file".');
    }
    if (encoding !== undefined && encoding !== 'identity') throw encodedBody();
    assertFileSize(request, mostBytes);
    request.body = undefined;
    return new UploadBody(request, mostBytes, isForm);
  }

  /**
   * The caller must dispose the form.
   * @throws ByokError unsupported_media_type, payload_too_large, and what `receiveUpload` throws
   */
  async form(request: FastifyRequest): Promise<UploadedForm> {
    const { 'content-encoding': encoding, 'content-length': length = '0' } = request.headers;
    const type = mediaTypeOf(request);
    if (type !== 'multipart/form-data' && announcesBody(request.raw)) throw notAudioForm();
    if (encoding !== undefined && encoding !== 'identity') throw encodedBody();
    if (Number(length) > FORM_LIMIT) throw recordingTooLarge();
    return receiveUpload(request, this.spool);
  }
}

/** The refusal of a body that is no form. */
function notAudioForm(): ByokError {
  return new ByokError('unsupported_media_type', 'Send the audio as multipart/form-data with the fields "file" and "model".');
}
