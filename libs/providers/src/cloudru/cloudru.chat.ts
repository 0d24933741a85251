import { OPENAI_FORMAT_CHAT } from '../chat/piped-chat.js';
import type { PipedChat } from '../provider-strategy.js';

/** Cloud.ru Foundation Models speak OpenAI's format: bytes pass both ways. */
export const chat: PipedChat = OPENAI_FORMAT_CHAT;
