import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { Open } from '../access/index.js';
import { DocsFiles, PAGE } from './docs-files.service.js';
import { DOCS_CONTENT_SECURITY_POLICY } from './docs-page.js';
import { inPieces } from './in-pieces.js';

/** The API's description, and Swagger UI over it (contract, section 8). */
@Open()
@Controller('api')
export class DocsController {
  constructor(@Inject(DocsFiles) private readonly files: DocsFiles) {}

  @Get('openapi.json')
  description(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#send('openapi.json', request, reply);
  }

  @Get('docs')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('content-security-policy', DOCS_CONTENT_SECURITY_POLICY);
    return this.#send(PAGE, request, reply);
  }

  @Get('docs/:file')
  async file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (name === PAGE) throw new ByokError('not_found', 'The API reference has no such file.');
    // The page's origin is opaque, to which every file is another origin's.
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    return this.#send(name, request, reply);
  }

  async #send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { type, bytes, gzipped, etag } = await this.files.file(name);
    void reply.header('cache-control', 'no-cache').header('etag', etag).header('vary', 'accept-encoding').type(type);
    if (request.headers['if-none-match'] === etag) return void reply.code(304).send();
    const isGzipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (isGzipped) void reply.header('content-encoding', 'gzip');
    const body = isGzipped ? gzipped : bytes;
    void reply.header('content-length', body.length).send(inPieces(body));
  }
}
