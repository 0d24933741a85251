import type { ByokError } from '#contracts';
import type { ApiFormat } from '../api-format.js';
import { anthropicErrorShape } from './anthropic.error-shape.js';
import type { ErrorShape, RenderedError } from './error-shape.js';
import { geminiErrorShape } from './gemini.error-shape.js';
import { openaiErrorShape } from './openai.error-shape.js';
import { problemErrorShape } from './problem.error-shape.js';

export type { RenderedError } from './error-shape.js';

const SHAPES: Readonly<Record<ApiFormat, ErrorShape>> = {
  product: problemErrorShape,
  openai: openaiErrorShape,
  anthropic: anthropicErrorShape,
  gemini: geminiErrorShape,
};

/** Renders an error as the route's callers expect it (contract, sections 1 and 4). Pure. */
export function renderError(format: ApiFormat, error: ByokError, requestId: string): RenderedError {
  return SHAPES[format](error, requestId);
}
