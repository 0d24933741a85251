import { openAiLike } from '../openai/openai.emulator.js';
import { CLOUDRU_MODELS, CLOUDRU_RULES } from './cloudru.models.js';

export const cloudruEmulator = openAiLike(
  CLOUDRU_MODELS,
  CLOUDRU_RULES,
  new Set(['/v1/chat/completions', '/v1/embeddings', '/v1/audio/transcriptions']),
);
