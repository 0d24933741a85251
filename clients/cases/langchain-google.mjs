import { checksOf } from '../lib/langchain.mjs';

const { google } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(google, 400);
