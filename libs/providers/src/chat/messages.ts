import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import { isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import { cacheMark, type CacheMark } from './cache-control.js';
import { CallIds } from './call-ids.js';
import { textContent, userContent, type InputAbilities } from './content-parts.js';
import { fittingTurns, userTurn } from './fitting-turns.js';
import { unsupported } from './refusal.js';

type MarkOf = (field: string, ...holders: readonly unknown[]) => CacheMark;
type Turn = Exclude<LanguageModelV4Message, { role: 'system' }>;
type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/** What is known of the calls before a message. */
interface Calls {
  ids: CallIds;
  names: Map<string, string>;
  results: Map<string, LanguageModelV4ToolResultPart>;
}

/**
 * OpenAI messages as a prompt of the AI SDK. System and developer messages are gathered at the beginning, as
 * neither provider takes them in between; neighbouring tool results become one turn, which Gemini asks for. What
 * OpenAI takes and the others refuse is brought into their form.
 */
export function promptOf(messages: readonly unknown[], abilities: InputAbilities): LanguageModelV4Prompt {
  const system: LanguageModelV4Message[] = [];
  const turns: Turn[] = [];
  const calls: Calls = { ids: new CallIds(), names: new Map(), results: new Map() };
  const mark: MarkOf = abilities.cacheControl === true ? cacheMark : () => ({});
  messages.forEach((message, index) => {
    const field = `messages[${index}]`;
    if (!isObject(message)) throw unsupported(field, 'must be an object with role and content.');
    switch (message['role']) {
      case 'system':
      case 'developer':
        system.push(...systemMessages(message, field, mark));
        break;
      case 'user':
        turns.push({ role: 'user', content: markedLast(userContent(message['content'], `${field}.content`, abilities), mark(field, message)) });
        break;
      case 'assistant':
        turns.push({ role: 'assistant', content: markedLast(assistantContent(message, field, calls), mark(field, message, ...partsOf(message))) });
        break;
      case 'tool':
        addToolResult(turns, { ...toolResult(message, field, calls), ...mark(field, message, ...partsOf(message)) }, calls);
        break;
      default:
        throw unsupported(`${field}.role`, 'must be one of system, developer, user, assistant and tool.');
    }
  });
  const instructions = system.filter(({ content }) => typeof content === 'string' && content.trim() !== '');
  if (turns.length > 0) return [...instructions, ...fittingTurns(turns)];
  const asked = instructions.pop();
  if (asked === undefined) throw unsupported('messages', 'must have at least one message of the user.');
  return [...instructions, userTurn(asked.content as string)];
}

const partsOf = ({ content }: JsonObject): readonly unknown[] => (Array.isArray(content) ? content : []);

/** One for the whole text; one for each part where parts are marked, since each mark ends what is kept in the cache. */
function systemMessages(message: JsonObject, field: string, mark: MarkOf): LanguageModelV4Message[] {
  const { content } = message;
  const marks = partsOf(message).map((part, index) => mark(`${field}.content[${index}]`, part));
  const whole = mark(field, message);
  if (!Array.isArray(content) || marks.every(({ providerOptions }) => providerOptions === undefined)) {
    return [{ role: 'system', content: textContent(content, `${field}.content`), ...whole }];
  }
  return content.map((part: unknown, index) => ({
    role: 'system',
    content: textContent([part], `${field}.content`),
    ...(index === content.length - 1 ? whole : {}),
    ...marks[index],
  }));
}

/** The mark of a whole message stands with its last part. */
function markedLast<Part extends object>(content: Part[], mark: CacheMark): Part[] {
  const last = content.at(-1);
  if (last === undefined || mark.providerOptions === undefined) return content;
  const { providerOptions } = last as CacheMark;
  return [...content.slice(0, -1), { ...last, providerOptions: { ...mark.providerOptions, ...providerOptions } }];
}

function assistantContent(message: JsonObject, field: string, { ids, names }: Calls): AssistantContent {
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
    const toolCallId = ids.open(id);
    names.set(toolCallId, name);
    const signature = textAt(objectAt(objectAt(call, 'extra_content'), 'google'), 'thought_signature');
    content.push({
      type: 'tool-call',
      toolCallId,
      toolName: name,
      input: argumentsOf(call, `${at}.function.arguments`),
      ...(signature === undefined ? {} : { providerOptions: { google: { thoughtSignature: signature } } }),
    });
  });
  return content;
}

/** A model may have written arguments that are no JSON object: they are history, and must not end the conversation. */
function argumentsOf(call: unknown, field: string): unknown {
  const written = objectAt(call, 'function')['arguments'] ?? '';
  if (typeof written !== 'string') throw unsupported(field, 'must be a string of JSON.');
  const parsed = parseJson(written);
  if (isObject(parsed)) return parsed;
  return written.trim() === '' || parsed === null ? {} : { arguments: written };
}

function toolResult(message: JsonObject, field: string, { ids, names }: Calls): LanguageModelV4ToolResultPart {
  const id = ids.of(textAt(message, 'tool_call_id') ?? '');
  const name = id === undefined ? undefined : names.get(id);
  if (id === undefined || name === undefined) {
    throw unsupported(`${field}.tool_call_id`, 'must be the id of a tool call in an assistant message before it.');
  }
  const value = textContent(message['content'], `${field}.content`);
  return { type: 'tool-result', toolCallId: id, toolName: name, output: { type: 'text', value } };
}

/** A second result of the same call joins the first: a call has one. */
function addToolResult(turns: Turn[], part: LanguageModelV4ToolResultPart, { results }: Calls): void {
  const earlier = results.get(part.toolCallId)?.output;
  if (earlier?.type === 'text' && part.output.type === 'text') {
    earlier.value += `\n${part.output.value}`;
    return;
  }
  results.set(part.toolCallId, part);
  const last = turns.at(-1);
  if (last?.role === 'tool') last.content.push(part);
  else turns.push({ role: 'tool', content: [part] });
}
