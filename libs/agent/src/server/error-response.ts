import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CODE_HEADER, REQUEST_ID_HEADER, type ByokError } from '#contracts';
import type { AgentApiFormat } from './agent-route.js';

type ErrorBody = (error: ByokError) => Record<string, unknown>;

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = { 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 503: 'overloaded_error' };
const OPENAI_TYPES: Readonly<Record<number, string>> = { 401: 'authentication_error', 403: 'permission_error' };
const GOOGLE_STATUSES: Readonly<Record<number, string>> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 503: 'UNAVAILABLE' };

const typeOf = (types: Readonly<Record<number, string>>, { status }: ByokError, ofServer: string) => types[status] ?? (status >= 500 ? ofServer : 'invalid_request_error');

const BODIES: Readonly<Record<AgentApiFormat, ErrorBody>> = {
  openai: (error) => ({ error: { message: error.message, type: typeOf(OPENAI_TYPES, error, 'server_error'), param: null, code: error.code } }),
  anthropic: (error) => ({ type: 'error', error: { type: typeOf(ANTHROPIC_TYPES, error, 'api_error'), message: error.message } }),
  gemini: (error) => ({
    error: {
      code: error.status,
      message: error.message,
      status: GOOGLE_STATUSES[error.status] ?? 'UNKNOWN',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: error.code, domain: 'byok' }],
    },
  }),
};

/** Answers with an error of the agent's own, in the format that the caller's SDK raises its classes from. */
export function sendError(response: ServerResponse, error: ByokError, apiFormat: AgentApiFormat): void {
  const body = Buffer.from(JSON.stringify(BODIES[apiFormat](error)));
  response.writeHead(error.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    [CODE_HEADER]: error.code,
    [REQUEST_ID_HEADER]: randomUUID(),
    ...(error.shouldRetry === false ? { 'x-should-retry': 'false' } : {}),
  });
  response.end(body);
}
