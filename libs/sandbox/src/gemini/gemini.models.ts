import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { modelNotFound, sendError } from './gemini.errors.js';
import { sendPage } from './gemini.list.js';

/** What the emulator lists when it is not told otherwise. */
export const GEMINI_MODELS = [
  'gemini-2.5-pro',
  'gemini-2.5-flash',
  'gemini-2.5-flash-lite',
  'gemini-3-flash-preview',
  'gemini-3.1-pro-preview',
  'gemini-3.5-flash',
  'gemini-3.5-flash-lite',
  'gemini-3.6-flash',
  'gemini-3.7-flash',
  'gemini-3.8-flash',
  'gemini-flash-latest',
  'gemini-pro-latest',
  'gemini-embedding-001',
  'text-embedding-004',
] as const;

export function knows(models: readonly string[], id: string): boolean {
  return (
    models.includes(id) ||
    (/^(?:gemini-|gemma-|text-embedding-)/.test(id) && !/nonexistent|unknown|does-not-exist/.test(id))
  );
}

/** GET /v1beta/models with `pageSize` and `pageToken`. */
export function listModels(exchange: Exchange): void {
  sendPage(exchange, 'models', exchange.models.map(modelObject), 1000);
}

/** GET /v1beta/models/:id. */
export function getModel({ response, models }: Exchange, id: string, version: string): void {
  if (knows(models, id)) sendJson(response, 200, modelObject(id));
  else sendError(response, modelNotFound(id, version, 'generateContent'));
}

function modelObject(id: string): Record<string, unknown> {
  const embedding = id.includes('embedding');
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' '),
    description: 'Emulated by the sandbox.',
    inputTokenLimit: embedding ? 2048 : 1_048_576,
    outputTokenLimit: embedding ? 1 : 65_536,
    supportedGenerationMethods: embedding
      ? ['embedContent', 'batchEmbedContents']
      : ['generateContent', 'countTokens', 'batchGenerateContent'],
    ...(embedding ? {} : { temperature: 1, topP: 0.95, topK: 64, maxTemperature: 2, thinking: true }),
  };
}
