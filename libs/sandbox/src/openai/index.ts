import { BATCH_ROUTES } from './openai.batches.js';
import { COMMON_ROUTES } from './openai.calls.js';
import { CONVERSATION_ROUTES } from './openai.conversations.js';
import { openAiLike } from './openai.emulator.js';
import { FILE_ROUTES } from './openai.files.js';
import { OPENAI_MODELS, OPENAI_RULES } from './openai.models.js';
import { MODERATION_ROUTES } from './openai.moderations.js';
import { RESPONSE_ROUTES } from './openai.stored-responses.js';
import { SPEECH_ROUTES } from './openai.speech.js';
import { UPLOAD_ROUTES } from './openai.uploads.js';

export const openaiEmulator = openAiLike(OPENAI_MODELS, OPENAI_RULES, [
  ...COMMON_ROUTES,
  ...RESPONSE_ROUTES,
  ...CONVERSATION_ROUTES,
  ...FILE_ROUTES,
  ...UPLOAD_ROUTES,
  ...BATCH_ROUTES,
  ...SPEECH_ROUTES,
  ...MODERATION_ROUTES,
]);
