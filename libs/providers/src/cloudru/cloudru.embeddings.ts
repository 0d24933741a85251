import { pipedRoute } from '../chat/piped-chat.js';
import type { PipedRoute } from '../provider-strategy.js';

/** Cloud.ru Foundation Models speak OpenAI's format: bytes pass both ways. */
export const embeddings: PipedRoute = pipedRoute('/v1/embeddings');
