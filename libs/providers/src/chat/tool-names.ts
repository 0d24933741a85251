import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { objectAt, textAt } from '../failure/json.js';
import type { OpenAiChatRequest } from '../provider-strategy.js';

/** OpenAI's names of functions may begin with a digit or a dash, Gemini's may not. */
const REFUSED = /^[\d-]/;

const fitting = (name: string): string => (REFUSED.test(name) ? `_${name}` : name);

/** The options with every tool's name as Gemini takes it. */
export function withFittingNames(options: LanguageModelV4CallOptions): LanguageModelV4CallOptions {
  const { tools, toolChoice, prompt } = options;
  return {
    ...options,
    tools: tools?.map((tool) => ({ ...tool, name: fitting(tool.name) })),
    toolChoice: toolChoice?.type === 'tool' ? { ...toolChoice, toolName: fitting(toolChoice.toolName) } : toolChoice,
    prompt: prompt.map(withFittingCalls),
  };
}

/** The client's names by those that Gemini was told, where they differ. */
export function renamedTools({ tools }: OpenAiChatRequest): ReadonlyMap<string, string> {
  const names = Array.isArray(tools) ? tools.map((tool: unknown) => textAt(objectAt(tool, 'function'), 'name') ?? '') : [];
  return new Map(names.filter((name) => REFUSED.test(name)).map((name) => [fitting(name), name]));
}

function withFittingCalls(message: LanguageModelV4Prompt[number]): LanguageModelV4Prompt[number] {
  if (message.role !== 'assistant' && message.role !== 'tool') return message;
  const content = message.content.map((part) => ('toolName' in part ? { ...part, toolName: fitting(part.toolName) } : part));
  return { ...message, content } as LanguageModelV4Prompt[number];
}
