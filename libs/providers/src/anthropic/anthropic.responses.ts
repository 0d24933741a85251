import type { TranslatedRoute } from '../provider-strategy.js';
import { responsesOverChat } from '../responses/translated-responses.js';
import { chat } from './anthropic.chat.js';

/** Over the same translation as chat. */
export const responses: TranslatedRoute = responsesOverChat(chat);
