import type { Readable } from 'node:stream';
import { Controller, Delete, Get, Head, Options, Patch, Post, Req, Res, Param } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../access/index.js';
import { StreamedBody, announcesBody } from '../http/index.js';
import { UuidPipe } from '../validation/index.js';
import { arrivingBytes } from './arriving-bytes.js';
import { readMetadata } from './upload-metadata.js';
import { refusedField, silentUpload, uploadTooLarge } from './upload-errors.js';
import { IDLE_MS, UPLOAD_LIMIT } from './upload-limits.js';
import { TusUploads, type TusRequest } from './tus-uploads.service.js';
import { Uploads, type UploadView } from './uploads.service.js';

const TUS_VERSION = '1.0.0';
const BYTES = 'application/offset+octet-stream';
/** What of the tus server's answer is passed on; of other headers ours hold. */
const PASSED_ON = ['location', 'upload-offset', 'upload-length', 'upload-metadata', 'upload-expires', 'tus-version', 'tus-extension', 'tus-max-size', 'connection'];

/** `/api/uploads`: recordings in steps, by tus 1.0.0 (https://tus.io/protocols/resumable-upload). */
@NeedsScope('calls')
@Controller('api/uploads')
@StreamedBody(BYTES)
export class UploadsController {
  constructor(
    private readonly tus: TusUploads,
    private readonly uploads: Uploads,
  ) {}

  @Get()
  list(@CurrentPrincipal() { userId }: Principal): Promise<UploadView[]> {
    return this.uploads.list(userId);
  }

  @Options()
  async options(@CurrentPrincipal() { userId }: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#pass(reply, { userId, method: request.method, headers: {} });
  }

  @Post()
  async create(@CurrentPrincipal() { userId, plan }: Principal, @Req() { raw, headers, method, body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    expectVersion(reply, headers);
    if (isStream(body) && announcesBody(raw)) throw new ByokError('unsupported_media_type', 'Only PATCH /api/uploads/<id> takes such a body.');
    if (body !== undefined && body !== null && !isStream(body)) throw new ByokError('invalid_input', 'An upload is begun without a body: send the bytes with PATCH.');
    const bytes = lengthOf(headers['upload-length']);
    const metadata = readMetadata(one(headers['upload-metadata']));
    const { 'upload-length': length, 'tus-resumable': version, 'upload-defer-length': deferred, 'upload-concat': parts } = headers;
    await this.uploads.begin({ userId, plan }, bytes, () =>
      this.#pass(reply, {
        userId,
        method,
        metadata,
        headers: { 'upload-length': length, 'tus-resumable': version, 'upload-defer-length': deferred, 'upload-concat': parts },
      }),
    );
  }

  @Head(':id')
  async head(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Req() { headers, method }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    expectVersion(reply, headers);
    await this.#pass(reply, { userId, id, method, headers });
  }

  @Patch(':id')
  async append(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Req() { headers, method, body: incoming }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const arriving = isStream(incoming) ? arrivingBytes(incoming, IDLE_MS) : undefined;
    try {
      expectVersion(reply, headers);
      if (headers['content-type'] !== BYTES) throw new ByokError('unsupported_media_type', `Send the bytes with content-type: ${BYTES}.`);
      await this.uploads.find(userId, id);
      await this.uploads.expectRoom(Number(headers['content-length'] ?? 0));
      await this.#pass(reply, { userId, id, method, headers, ...(arriving === undefined ? {} : { body: arriving.bytes }) }, () => {
        if (arriving?.wasSilent() === true) throw silentUpload(IDLE_MS);
      });
    } finally {
      arriving?.bytes.destroy();
    }
  }

  @Delete(':id')
  async remove(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Req() { headers, method }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    expectVersion(reply, headers);
    await this.#pass(reply, { userId, id, method, headers });
  }

  async #pass(reply: FastifyReply, request: TusRequest, check: () => void = () => undefined): Promise<void> {
    const response = await this.tus.handle(request);
    check();
    void reply.header('tus-resumable', TUS_VERSION);
    for (const name of PASSED_ON) {
      const value = response.headers.get(name);
      if (value !== null) void reply.header(name, value);
    }
    await reply.code(response.status).send();
  }
}

/** Also says our version, whatever the answer will be. @throws ByokError invalid_input */
function expectVersion(reply: FastifyReply, headers: FastifyRequest['headers']): void {
  void reply.header('tus-resumable', TUS_VERSION).header('tus-version', TUS_VERSION);
  if (headers['tus-resumable'] !== TUS_VERSION) throw refusedField('tus-resumable', `must be ${TUS_VERSION}`);
}

/** @throws ByokError invalid_input, payload_too_large */
function lengthOf(header: string | string[] | undefined): number {
  const text = one(header) ?? '';
  if (!/^\d{1,20}$/.test(text)) throw refusedField('upload-length', 'must be the size of the file in bytes');
  const bytes = Number(text);
  if (bytes === 0) throw refusedField('upload-length', 'must be above 0: an empty file is no recording');
  if (bytes > UPLOAD_LIMIT) throw uploadTooLarge();
  return bytes;
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header.join(',') : header);

function isStream(body: unknown): body is Readable {
  return typeof (body as Readable | undefined)?.pipe === 'function';
}
