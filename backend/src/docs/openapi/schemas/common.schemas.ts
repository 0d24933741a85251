import { CODE_STATUS } from '#contracts';
import { choice, closed, integer, list, open, ref, text, uuid, type Schema } from '../json.js';
import { errorTable } from '../parts/error-guide.js';

const allowedModels = list(text(), 'For `tier_not_allowed`: the ids that the plan allows.');

/** Errors in the shape of each format. */
export const COMMON_SCHEMAS: Readonly<Record<string, Schema>> = {
  ErrorCode: choice(Object.keys(CODE_STATUS), `Our own code; the same on every route.\n\n${errorTable()}`),
  Problem: {
    ...closed(
      {
        type: text(undefined, { pattern: '^urn:byok:problem:[a-z_]+$' }),
        title: text(),
        status: integer(),
        code: ref('ErrorCode'),
        detail: text('What was wrong and how to mend it.'),
        requestId: text(),
        errors: list(closed({ field: text(), message: text() }), 'For `invalid_input`: the fields at fault.'),
        allowedModels,
      },
      ['errors', 'allowedModels'],
      'RFC 9457; the errors of every route but those that speak a provider’s language.',
    ),
    examples: [
      {
        type: 'urn:byok:problem:invalid_input',
        title: 'Invalid input',
        status: 400,
        code: 'invalid_input',
        detail: 'password must be text of 12 to 128 characters.',
        requestId: '7b0c3e9e-8f0e-4a53-9a52-6a1d3c1f0c55',
        errors: [{ field: 'password', message: 'must be text of 12 to 128 characters' }],
      },
    ],
  },
  OpenAiError: {
    ...closed(
      {
        error: open(
          { message: text(), type: { type: ['string', 'null'] }, param: { type: ['string', 'null'] }, code: { type: ['string', 'null'], description: 'Ours on `/api/v1`; an error that OpenAI raised keeps its own on `/api/openai`.' }, allowedModels },
          ['type', 'param', 'code', 'allowedModels'],
        ),
      },
      [],
      "OpenAI's shape.",
    ),
    examples: [
      {
        error: {
          message: 'The catalog has no model "gpt-0". GET /api/v1/models lists what your plan allows.',
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_unknown',
        },
      },
    ],
  },
  AnthropicError: {
    ...open(
      {
        type: { const: 'error' },
        error: open({ type: text("Anthropic's own type for the status."), message: text(), allowedModels }, ['allowedModels']),
        request_id: { type: ['string', 'null'] },
      },
      ['request_id'],
      "Anthropic's shape; our code is in `x-byok-code` alone.",
    ),
    examples: [{ type: 'error', error: { type: 'permission_error', message: 'Your plan free does not reach this model.' }, request_id: 'my-request-7' }],
  },
  GeminiError: {
    ...closed(
      {
        error: open(
          {
            code: integer('The HTTP status.'),
            message: text(),
            status: text('The `google.rpc.Code` name.'),
            details: list(open({ '@type': text(), reason: text('In an ErrorInfo of ours: our code.') }, ['reason'])),
            allowedModels,
          },
          ['details', 'allowedModels'],
        ),
      },
      [],
      "Gemini's shape.",
    ),
    examples: [
      {
        error: {
          code: 404,
          message: 'The catalog has no such model.',
          status: 'NOT_FOUND',
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'model_unknown', domain: 'byok' }],
        },
      },
    ],
  },
  Id: uuid(),
};
