import { chatCompletion } from './openai.chat.js';
import { embeddings } from './openai.embeddings.js';
import type { OpenAiRoute } from './openai.routes.js';
import { transcription } from './openai.transcriptions.js';

/** Routes that OpenAI and the providers that copy it have in common. Nothing is stored. */
export const COMMON_ROUTES: readonly OpenAiRoute[] = [
  {
    method: 'POST',
    path: /^\/v1\/chat\/completions$/,
    body: 'json',
    model: true,
    needs: ['messages'],
    works: true,
    handle: chatCompletion,
  },
  {
    method: 'POST',
    path: /^\/v1\/embeddings$/,
    body: 'json',
    model: true,
    needs: ['input'],
    works: true,
    handle: ({ exchange, request }) => embeddings(exchange, request),
  },
  {
    method: 'POST',
    path: /^\/v1\/audio\/transcriptions$/,
    body: 'multipart',
    works: true,
    handle: ({ exchange, rules }) => transcription(exchange, rules),
  },
];
