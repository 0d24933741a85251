import { checksOf } from '../lib/langchain.mjs';

const { anthropic } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(anthropic, 401);
