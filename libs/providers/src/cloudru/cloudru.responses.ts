import { ProviderFields } from '../fields/provider-fields.js';
import type { TranslatedRoute } from '../provider-strategy.js';
import { chatOverPipe } from '../responses/chat-over-pipe.js';
import { responsesOverChat } from '../responses/translated-responses.js';
import { chat } from './cloudru.chat.js';
import { classify, classifyStart } from './cloudru.errors.js';

const chatFields = ProviderFields.load('cloudru').route('chat/completions');
if (chatFields === undefined) throw new Error('Cloud.ru has no list of fields for its chat.');

/** Cloud.ru has chat completions only: a response is asked for as a chat. */
export const responses: TranslatedRoute = responsesOverChat(chatOverPipe(chat, { name: 'Cloud.ru', classify, classifyStart }, chatFields));
