import { Injectable, createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { JsonBody } from './json-body.js';
import { ProviderBodies } from './provider-bodies.service.js';

/** The request with its body still on the connection, for a pipe that reads it: `@UnreadBody(JsonBodyPipe) body: JsonBody`. */
export const UnreadBody = createParamDecorator((_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>());

/** Reads the JSON body of a provider route, behind guards and interceptors. @throws ByokError what `ProviderBodies.json` throws */
@Injectable()
export class JsonBodyPipe implements PipeTransform<FastifyRequest, Promise<JsonBody>> {
  constructor(private readonly bodies: ProviderBodies) {}

  transform(request: FastifyRequest): Promise<JsonBody> {
    return this.bodies.json(request);
  }
}
