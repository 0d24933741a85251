import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Open } from '../auth/route-access.js';
import { DocsFiles } from './docs-files.service.js';
import { DOCS_CONTENT_SECURITY_POLICY, DOCS_PAGE } from './docs-page.js';

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
  page(@Res() reply: FastifyReply): void {
    void reply
      .header('content-security-policy', DOCS_CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(DOCS_PAGE);
  }

  @Get('docs/:file')
  file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#send(name, request, reply);
  }

  async #send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { type, bytes, gzipped, etag } = await this.files.file(name);
    void reply.header('cache-control', 'no-cache').header('etag', etag).header('vary', 'accept-encoding').type(type);
    if (request.headers['if-none-match'] === etag) return void reply.code(304).send();
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return void reply.send(bytes);
    void reply.header('content-encoding', 'gzip').send(gzipped);
  }
}
