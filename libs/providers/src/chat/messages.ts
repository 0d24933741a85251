import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import { isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import { textContent, userContent, type InputAbilities } from './content-parts.js';
import { unsupported } from './refusal.js';

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/**
 * OpenAI messages as a prompt of the AI SDK. System and developer messages are gathered at the beginning, as
 * neither provider takes them in between; neighbouring tool results become one turn, which Gemini asks for.
 */
export function promptOf(messages: readonly unknown[], abilities: InputAbilities): LanguageModelV4Prompt {
  const system: LanguageModelV4Message[] = [];
  const turns: LanguageModelV4Message[] = [];
  const toolNames = new Map<string, string>();
  messages.forEach((message, index) => {
    const field = `messages[${index}]`;
    if (!isObject(message)) throw unsupported(field, 'must be an object with role and content.');
    switch (message['role']) {
      case 'system':
      case 'developer':
        system.push({ role: 'system', content: textContent(message['content'], `${field}.content`) });
        break;
      case 'user':
        turns.push({ role: 'user', content: userContent(message['content'], `${field}.content`, abilities) });
        break;
      case 'assistant':
        turns.push({ role: 'assistant', content: assistantContent(message, field, toolNames) });
        break;
      case 'tool':
        addToolResult(turns, toolResult(message, field, toolNames));
        break;
      default:
        throw unsupported(`${field}.role`, 'must be one of system, developer, user, assistant and tool.');
    }
  });
  if (turns.length === 0) throw unsupported('messages', 'must have at least one message of the user.');
  return [...system, ...turns];
}

function assistantContent(message: JsonObject, field: string, toolNames: Map<string, string>): AssistantContent {
  if (isObject(message['function_call'])) {
    throw unsupported(`${field}.function_call`, 'is the outdated form: send tool_calls.');
  }
  const text = textContent(message['content'], `${field}.content`);
  const content: AssistantContent = text === '' ? [] : [{ type: 'text', text }];
  const calls = message['tool_calls'] ?? [];
  if (!Array.isArray(calls)) throw unsupported(`${field}.tool_calls`, 'must be a list.');
  calls.forEach((call: unknown, index) => {
    const at = `${field}.tool_calls[${index}]`;
    const id = textAt(call, 'id');
    const name = textAt(objectAt(call, 'function'), 'name');
    if (id === undefined) throw unsupported(`${at}.id`, 'must be a string.');
    if (name === undefined)
      throw unsupported(`${at}.function.name`, 'must be a string; only function calls can be translated.');
    toolNames.set(id, name);
    const signature = textAt(objectAt(objectAt(call, 'extra_content'), 'google'), 'thought_signature');
    content.push({
      type: 'tool-call',
      toolCallId: id,
      toolName: name,
      input: argumentsOf(call, `${at}.function.arguments`),
      ...(signature === undefined ? {} : { providerOptions: { google: { thoughtSignature: signature } } }),
    });
  });
  return content;
}

function argumentsOf(call: unknown, field: string): unknown {
  const written = objectAt(call, 'function')['arguments'] ?? '';
  if (typeof written !== 'string') throw unsupported(field, 'must be a string of JSON.');
  const parsed = written.trim() === '' ? {} : parseJson(written);
  if (!isObject(parsed)) throw unsupported(field, 'must be a JSON object, written as a string.');
  return parsed;
}

function toolResult(message: JsonObject, field: string, toolNames: Map<string, string>): LanguageModelV4ToolResultPart {
  const id = textAt(message, 'tool_call_id');
  const name = id === undefined ? undefined : toolNames.get(id);
  if (id === undefined || name === undefined) {
    throw unsupported(`${field}.tool_call_id`, 'must be the id of a tool call in an assistant message before it.');
  }
  const value = textContent(message['content'], `${field}.content`);
  return { type: 'tool-result', toolCallId: id, toolName: name, output: { type: 'text', value } };
}

function addToolResult(turns: LanguageModelV4Message[], part: LanguageModelV4ToolResultPart): void {
  const last = turns.at(-1);
  if (last?.role === 'tool') last.content.push(part);
  else turns.push({ role: 'tool', content: [part] });
}
