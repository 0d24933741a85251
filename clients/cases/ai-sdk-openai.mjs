import { checksOf } from '../lib/ai-sdk.mjs';

const { openai } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(openai('gpt-6-luna'), 401);
