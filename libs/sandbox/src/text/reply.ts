import { transcriptOf } from '../audio/transcript.js';
import { answerTo, answerToTool } from './answer.js';
import { instanceOf } from './schema-instance.js';
import { standingAlone } from './standing-alone.js';
import { cutTo, tokensOf } from './tokens.js';

export interface AskedTool {
  name: string;
  description: string;
  schema: unknown;
}

/** What a model is asked, whatever the provider's format. */
export interface Ask {
  /** The user's last words. */
  prompt: string;
  /** Their last part, where they have several: programs put instructions of their own before what the user wrote. */
  request?: string;
  system: string;
  /** Text of the whole conversation, for the token count. */
  everything: string;
  /** The last turn is a tool's result. */
  toolResult?: string;
  tools: readonly AskedTool[];
  toolChoice: 'auto' | 'none' | 'required' | { name: string };
  parallel: boolean;
  /** JSON Schema that the answer must follow. */
  schema?: unknown;
  /** Any JSON object. */
  json: boolean;
  maxTokens?: number;
  audio?: { bytes: Buffer };
}

export interface ReplyCall {
  name: string;
  arguments: unknown;
}

export interface Reply {
  text: string;
  calls: ReplyCall[];
  finish: 'stop' | 'length' | 'tools';
  inputTokens: number;
  outputTokens: number;
}

const GREETING = /^\s*(?:hi|hello|hey|say\b|привет|здравствуй)/i;
const JSON_ASKED = /\bjson object\b|\bonly json\b|только json/i;

/** The emulated model: decides between tools, JSON and prose, and counts tokens. */
export function replyTo(ask: Ask): Reply {
  const inputTokens = tokensOf(ask.everything) + 8;
  const calls = callsFor(ask);
  if (calls.length > 0) {
    return { text: '', calls, finish: 'tools', inputTokens, outputTokens: tokensOf(JSON.stringify(calls)) };
  }
  const whole = textFor(ask);
  const text = ask.maxTokens === undefined ? whole : cutTo(whole, ask.maxTokens);
  return {
    text,
    calls,
    finish: text.length < whole.length ? 'length' : 'stop',
    inputTokens,
    outputTokens: tokensOf(text),
  };
}

function textFor(ask: Ask): string {
  const source = { prompt: ask.prompt, path: [], index: 0, count: 1 };
  if (ask.audio !== undefined) {
    const transcript = transcriptOf(ask.audio.bytes, ask.prompt);
    if (ask.schema === undefined && !ask.json) return transcript.text;
    const instance = ask.schema === undefined ? {} : instanceOf(ask.schema, { ...source, prompt: transcript.text });
    return JSON.stringify({ ...(instance as object), text: transcript.text, segments: transcript.segments });
  }
  if (ask.schema !== undefined) return JSON.stringify(instanceOf(ask.schema, source));
  const prompt = ask.request ?? ask.prompt;
  const prose = ask.toolResult === undefined ? answerTo(prompt) : answerToTool(prompt, ask.toolResult);
  return ask.json || JSON_ASKED.test(ask.system) ? JSON.stringify({ answer: prose }) : prose;
}

function callsFor(ask: Ask): ReplyCall[] {
  if (ask.tools.length === 0 || ask.toolChoice === 'none') return [];
  const { toolChoice } = ask;
  if (typeof toolChoice === 'object')
    return ask.tools.filter((tool) => tool.name === toolChoice.name).map((tool) => call(tool, ask));
  const request = ask.request ?? ask.prompt;
  if (toolChoice === 'auto' && (ask.toolResult !== undefined || GREETING.test(request))) return [];
  const chosen = chosenFor(ask.tools, request, toolChoice === 'required');
  return (ask.parallel ? chosen : chosen.slice(0, 1)).map((tool) => call(tool, ask));
}

/** The tools that a request names; else those that it is about; else the only one, or the first where one must be. */
function chosenFor(tools: readonly AskedTool[], request: string, required: boolean): readonly AskedTool[] {
  const named = tools.filter((tool) => new RegExp(standingAlone(tool.name), 'i').test(request));
  if (named.length > 0) return named;
  const meant = tools.filter((tool) => isMeant(tool, request));
  if (meant.length > 0) return meant;
  return required || tools.length === 1 ? tools.slice(0, 1) : [];
}

function isMeant(tool: AskedTool, request: string): boolean {
  const words = tool.name.split(/[^a-zA-Zа-яёА-ЯЁ]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word.length > 3);
  const text = request.toLowerCase();
  return words.some((word) => text.includes(word.toLowerCase()));
}

function call(tool: AskedTool, ask: Ask): ReplyCall {
  const made = instanceOf(tool.schema, {
    prompt: ask.request ?? ask.prompt,
    path: [],
    index: 0,
    count: 1,
    sparse: true,
  });
  return { name: tool.name, arguments: typeof made === 'object' && made !== null ? made : {} };
}
