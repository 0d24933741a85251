import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuseKeysInBody } from '#nestjs-byok';
import { accessOf } from '../access/index.js';
import { UNKNOWN_FIELD, shownName } from '../validation/index.js';
import { isUnread, mediaTypeOf, readJsonBytes } from './json-bytes.js';
import { checkJsonText } from './json-text.js';
import { checkValues, refusedBody } from './json-values.js';
import { OPEN_BODY_LIMIT, PRODUCT_BODY_LIMIT } from './limits.js';
import { STREAMED_BODY } from './streamed-body.decorator.js';

type Parse = (text: string) => unknown;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The last of the global guards: reads and parses the body of a product route for `@Body()`, once no other guard has
 * refused the caller. Bodies of provider routes (`@ApiFormat()`) and streams (`@StreamedBody()`) are left to the handler, which reads them
 * behind the interceptors. The start fails when another guard stands behind this one.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  #parse: Parse | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly reflector: Reflector,
  ) {}

  /** @throws ByokError invalid_input, key_malformed, and what `readJsonBytes` throws */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isUnread(request) || request.routeOptions.config.apiFormat !== undefined) return true;
    const streamed = this.reflector.getAllAndOverride<string | undefined>(STREAMED_BODY, [context.getHandler(), context.getClass()]);
    if (streamed !== undefined && mediaTypeOf(request) === streamed) return true;
    const bytes = await readJsonBytes(request, accessOf(context).open ? OPEN_BODY_LIMIT : PRODUCT_BODY_LIMIT, streamed);
    if (bytes === undefined || bytes.length === 0) return true;
    request.body = this.#valueOf(bytes);
    refuseKeysInBody(request.body);
    if (streamed === undefined && !hasBody(context)) refuseAllIn(request.body);
    return true;
  }

  #valueOf(bytes: Buffer): unknown {
    checkJsonText(bytes);
    this.#parse ??= parserOf(this.host.httpAdapter.getInstance<FastifyInstance>());
    const value = this.#parse(decoded(bytes));
    checkValues(value);
    return value;
  }
}

/** Whether the handler asks for `@Body()`. */
function hasBody(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as Readonly<Record<string, unknown>> | undefined;
  return Object.keys(parameters ?? {}).some((parameter) => parameter.startsWith(`${RouteParamtypes.BODY}:`));
}

/** For a route that knows no field. An empty object is nothing. @throws ByokError invalid_input */
function refuseAllIn(body: unknown): void {
  if (body === null) return;
  if (typeof body !== 'object' || Array.isArray(body)) throw refusedBody('body', 'is not taken by this route');
  const [name] = Object.keys(body);
  if (name !== undefined) throw refusedBody(shownName(name), UNKNOWN_FIELD);
}

function decoded(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw refusedBody('body', 'is not UTF-8', error);
  }
}

/** Fastify's own parser, which refuses `__proto__` and `constructor`. */
function parserOf(instance: FastifyInstance): Parse {
  const parse = instance.getDefaultJsonParser('error', 'error');
  return (text) => {
    let failure: Error | null = null;
    let value: unknown;
    // It calls back at once, and uses no request.
    void parse(undefined as unknown as FastifyRequest, text, (error: Error | null, parsed?: unknown) => {
      failure = error;
      value = parsed;
    });
    if (failure !== null) throw failure as Error;
    return value;
  };
}
