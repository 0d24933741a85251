import { All, Controller, Req } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { CrossOrigin, Open } from '../../access/index.js';
import { ApiFormat } from '../../http/index.js';
import { shownRoute } from './shown-route.js';

const ROUTES = [
  'POST /api/v1/chat/completions',
  'POST /api/v1/responses',
  'POST /api/v1/embeddings',
  'POST /api/v1/audio/transcriptions',
  'GET /api/v1/models',
  'GET /api/v1/models/<id>',
];

/** Every other path under /api/v1: says what there is, whatever the body, which is left unread. */
@Controller('api/v1')
@ApiFormat('openai', 'v1')
export class V1NotFoundController {
  @Open()
  @CrossOrigin()
  @All('*')
  refuse(@Req() request: FastifyRequest): never {
    throw new ByokError(
      'not_found',
      `There is no ${shownRoute(request)}. Under /api/v1 there are ${ROUTES.join(', ')}. What a provider has besides is at /api/openai/v1, /api/anthropic/v1 and /api/gemini/v1beta.`,
    );
  }
}
