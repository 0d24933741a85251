import { checksOf } from '../lib/ai-sdk.mjs';

const { google } = await import(process.env.CLIENTS_MODULE);

export const { chat, stream, tools, error } = checksOf(google('gemini-3.8-flash'), 400);
