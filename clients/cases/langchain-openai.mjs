import { checksOf } from '../lib/langchain.mjs';

const { openai } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(openai, 401);
