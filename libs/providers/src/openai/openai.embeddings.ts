import { pipedRoute } from '../chat/piped-chat.js';
import type { PipedRoute } from '../provider-strategy.js';

/** OpenAI's own format: bytes pass both ways. */
export const embeddings: PipedRoute = pipedRoute('/v1/embeddings');
