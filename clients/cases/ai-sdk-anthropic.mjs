import { checksOf } from '../lib/ai-sdk.mjs';

const { anthropic } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(anthropic('claude-haiku-5-5'), 401);
