import { googleFiles } from '../files/google-files.js';
import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './gemini.chat.js';
import { embeddings } from './gemini.embeddings.js';
import { classify, classifyStart } from './gemini.errors.js';
import { probe } from './gemini.probe.js';
import { responses } from './gemini.responses.js';

/** The key goes in a header, never as `?key=`: URLs are logged on their way. */
export const geminiStrategy: ProviderStrategy = {
  id: 'gemini',
  defaultOrigin: 'https://generativelanguage.googleapis.com',
  authHeaders: (secret) => ({ 'x-goog-api-key': secret }),
  classify,
  classifyStart,
  probe,
  chat,
  responses,
  embeddings,
  platformFields: ProviderFields.load('gemini'),
  files: googleFiles,
};
