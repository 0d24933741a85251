import { COMMON_ROUTES } from '../openai/openai.calls.js';
import { openAiLike } from '../openai/openai.emulator.js';
import { CLOUDRU_MODELS, CLOUDRU_RULES } from './cloudru.models.js';

export const cloudruEmulator = openAiLike(CLOUDRU_MODELS, CLOUDRU_RULES, COMMON_ROUTES);
