import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { DocsFiles } from './docs-files.service.js';

/** GET /api/openapi.json and /api/docs. */
@Module({ controllers: [DocsController], providers: [DocsFiles] })
export class DocsModule {}
