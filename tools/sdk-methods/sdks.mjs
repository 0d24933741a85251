/** The three official SDKs: how a client is made whose calls end at a `fetch` of ours, and what its samples are made of. */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

/**
 * @typedef {{ package: string, type: string, provider: string, base: string, client(baseURL: string): object, models: Record<string, string>,
 *   texts: Record<string, string>, samples: Record<string, unknown[]> }} Sdk
 * `models`: for a resource, by the beginning of its path; `texts`: for a parameter of that name; `samples`: for a method
 * whose types don't say what it needs.
 */

const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] };
const response = { model: 'gpt-6-luna', input: 'Hi' };
const claude = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] };
const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' }, function: () => '', parse: JSON.parse } };

/** @type {Sdk[]} */
export const SDKS = [
  {
    package: 'openai',
    type: 'OpenAI',
    provider: 'openai',
    base: '/api/openai/v1',
    client: (baseURL) => new OpenAI({ apiKey: 'a-token', baseURL, maxRetries: 0, adminAPIKey: 'a-token' }),
    models: { '': 'gpt-6-luna', embeddings: 'text-embedding-3-small', 'audio.speech': 'gpt-4o-mini-tts', 'audio.transcriptions': 'gpt-transcribe', 'audio.translations': 'whisper-1' },
    texts: {},
    samples: {
      'embeddings.create': [{ model: 'text-embedding-3-small', input: 'Hi' }],
      'responses.create': [response],
      'responses.parse': [response],
      'responses.stream': [response],
      'beta.responses.create': [response],
      'chat.completions.stream': [chat],
      'chat.completions.runTools': [{ ...chat, tools: [tool] }],
      'beta.agents.environments.files.upload': ['abc', { file: new File(['bytes'], 'a.txt'), path: '/workspace/a.txt' }],
      'beta.agents.sessions.stream': ['abc', { input: 'Hi' }],
      'beta.threads.runs.submitToolOutputsStream': ['abc', { thread_id: 'abc', tool_outputs: [] }],
    },
  },
  {
    package: '@anthropic-ai/sdk',
    type: 'Anthropic',
    provider: 'anthropic',
    base: '/api/anthropic',
    client: (baseURL) => new Anthropic({ apiKey: 'a-token', baseURL, maxRetries: 0 }),
    models: { '': 'claude-haiku-4-5' },
    texts: {},
    samples: {
      'messages.stream': [claude],
      'beta.messages.stream': [claude],
      'beta.messages.toolRunner': [{ ...claude, tools: [] }],
      'beta.sessions.events.toolRunner': ['abc', { tools: [] }],
    },
  },
  {
    package: '@google/genai',
    type: 'GoogleGenAI',
    provider: 'gemini',
    base: '/api/gemini',
    client: (baseUrl) => new GoogleGenAI({ apiKey: 'a-token', httpOptions: { baseUrl } }),
    models: { '': 'gemini-3.5-flash-lite' },
    texts: { 'files name': 'files/abc', 'caches name': 'cachedContents/abc', 'batches name': 'batches/abc', 'fileSearchStores name': 'fileSearchStores/abc' },
    samples: {
      'batches.create': [{ model: 'gemini-3.5-flash-lite', src: [{ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }] }],
      'batches.createEmbeddings': [{ model: 'gemini-embedding-001', src: { inlinedRequests: { contents: ['Hi'] } } }],
      'models.embedContent': [{ model: 'gemini-embedding-001', contents: ['Hi'] }],
      'models.generateVideos': [{ model: 'gemini-3.5-flash-lite', source: { prompt: 'Hi' } }],
      'files.registerFiles': [{ uris: ['gs://a/b'], auth: { getRequestHeaders: () => Promise.resolve(new Headers()) } }],
      'fileSearchStores.downloadMedia': ['fileSearchStores/abc/media/abc'],
      'operations.get': [{ operation: { name: 'operations/abc' } }],
      'operations.getVideosOperation': [{ operation: { name: 'models/abc/operations/abc' } }],
      'interactions.create': [{ model: 'gemini-3.5-flash-lite', input: 'Hi', store: false }],
    },
  },
];
