import { openAiLike } from './openai.emulator.js';
import { OPENAI_MODELS, OPENAI_RULES } from './openai.models.js';

export const openaiEmulator = openAiLike(
  OPENAI_MODELS,
  OPENAI_RULES,
  new Set(['/v1/chat/completions', '/v1/responses', '/v1/embeddings', '/v1/audio/transcriptions']),
);
