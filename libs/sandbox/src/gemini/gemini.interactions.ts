import { isObject, jsonOf, type JsonObject } from '../server/request-body.js';
import { beginEvents, idOf, sendJson } from '../server/send.js';
import { SLOW_MS } from '../server/listener.js';
import type { Exchange } from '../server/types.js';
import { replyTo, type Reply } from '../text/reply.js';
import { badRequest, modelNotFound, namedError, sendError, workError, type GeminiError } from './gemini.errors.js';
import { knows } from './gemini.models.js';
import { askOfInteraction, stepsIn, type Step } from './interactions.ask.js';
import { eventsOf, failure } from './interactions.events.js';

interface StoredInteraction {
  object: { id: string; status: string; [field: string]: unknown };
  /** What its own request brought. */
  input: Step[];
  /** What it becomes once it has run; only of one in the background. */
  outcome: { steps: Step[]; status: string; usage: unknown } | undefined;
}

const PATH = /^\/v1(?:beta)?\/interactions(?:\/([\w-]+))?(?:\/(cancel))?$/;

/** Whether a path belongs to the Interactions API. */
export function isInteractionPath(path: string): boolean {
  return PATH.test(path);
}

/** The Interactions API: create (plain, streamed, in the background), get, cancel, delete. Source: https://ai.google.dev/api/interactions-api */
export async function interactions(exchange: Exchange): Promise<void> {
  const { method, path, response, objects } = exchange;
  const [, id, action] = PATH.exec(path) ?? [];
  if (id === undefined) {
    return method === 'POST' ? create(exchange) : sendError(response, badRequest('Unsupported method.'));
  }
  const stored = objects.find<StoredInteraction>('interaction', id);
  if (stored === undefined) return sendError(response, missing(id));
  if (action === 'cancel') return cancel(exchange, stored);
  if (method === 'DELETE') {
    objects.remove('interaction', id);
    return sendJson(response, 200, {});
  }
  await read(exchange, stored);
}

function missing(id: string): GeminiError {
  return { code: 404, status: 'NOT_FOUND', message: `Interaction ${id} not found.` };
}

async function create(exchange: Exchange): Promise<void> {
  const { response, standing, pace, objects } = exchange;
  const request = jsonOf(exchange.body);
  if (request === undefined) return sendError(response, badRequest('Invalid JSON payload received.'));
  const model = String(request['model'] ?? '').replace(/^models\//, '');
  const problem = problemOf(exchange, request, model);
  if (problem !== undefined) return sendError(response, problem);
  if (standing === 'slow' && !(await pace.wait(response, SLOW_MS))) return;
  const refusal = workError(standing, model) ?? namedError(exchange.key);
  if (refusal !== undefined) return sendError(response, refusal);
  const input = stepsIn(request);
  const reply = replyTo(askOfInteraction(request, [...historyOf(exchange, request), ...input]));
  const made = stepsOf(reply, request);
  const background = request['background'] === true;
  const outcome = { steps: made, status: statusOf(reply), usage: usageOf(reply) };
  const stored: StoredInteraction = {
    object: { ...headOf(request, model), ...(background ? { status: 'in_progress' } : outcome) },
    input,
    outcome: background ? outcome : undefined,
  };
  if (request['store'] !== false) objects.put('interaction', stored.object.id, stored);
  if (request['stream'] !== true) return sendJson(response, 200, stored.object);
  await stream(exchange, eventsOf({ ...stored.object, ...outcome }, made));
}

async function stream({ response, standing, pace }: Exchange, events: string[]): Promise<void> {
  beginEvents(response);
  const shown = standing === 'midstream' ? [...events.slice(0, 5), failure()] : events;
  if (await pace.write(response, shown)) response.end();
}

function problemOf(exchange: Exchange, request: JsonObject, model: string): GeminiError | undefined {
  if (request['agent'] === undefined) {
    if (model === '') return badRequest('One of model or agent must be set.');
    if (!knows(exchange.models, model)) return modelNotFound(model, 'v1beta', 'createInteraction');
  }
  if (request['input'] === undefined) return badRequest('input is required.');
  if (request['background'] === true && request['store'] === false) {
    return badRequest('background interactions must be stored.');
  }
  const previous = request['previous_interaction_id'];
  if (previous === undefined || exchange.objects.find('interaction', String(previous)) !== undefined) return undefined;
  return missing(String(previous));
}

function historyOf({ objects }: Exchange, request: JsonObject): Step[] {
  const steps: Step[] = [];
  let previous = request['previous_interaction_id'];
  while (typeof previous === 'string') {
    const stored: StoredInteraction | undefined = objects.find<StoredInteraction>('interaction', previous);
    if (stored === undefined) break;
    steps.unshift(...stored.input, ...((stored.object['steps'] ?? []) as Step[]));
    previous = stored.object['previous_interaction_id'];
  }
  return steps;
}

function headOf(request: JsonObject, model: string): StoredInteraction['object'] {
  const now = new Date().toISOString();
  const kept = ['previous_interaction_id', 'system_instruction', 'tools', 'generation_config', 'labels'];
  return {
    id: idOf('v1_'),
    object: 'interaction',
    ...(request['agent'] === undefined ? { model } : { agent: request['agent'] }),
    status: 'in_progress',
    created: now,
    updated: now,
    ...Object.fromEntries(kept.filter((field) => request[field] !== undefined).map((field) => [field, request[field]])),
  };
}

function stepsOf(reply: Reply, request: JsonObject): Step[] {
  const config = isObject(request['generation_config']) ? request['generation_config'] : {};
  const summary = config['thinking_summaries'] === 'auto' ? { summary: [{ type: 'text', text: 'Thinking in the sandbox.' }] } : {};
  const thought = { type: 'thought', signature: Buffer.from('sandbox:thought').toString('base64'), ...summary };
  if (reply.calls.length > 0) {
    const calls = reply.calls.map((call) => ({
      type: 'function_call',
      id: idOf('call_'),
      name: call.name,
      arguments: call.arguments,
    }));
    return [thought, ...calls];
  }
  return [thought, { type: 'model_output', content: [{ type: 'text', text: reply.text }] }];
}

function statusOf(reply: Reply): string {
  return { stop: 'completed', length: 'incomplete', tools: 'requires_action' }[reply.finish];
}

function usageOf({ inputTokens, outputTokens }: Reply): unknown {
  return {
    total_tokens: inputTokens + outputTokens,
    total_input_tokens: inputTokens,
    input_tokens_by_modality: [{ modality: 'text', tokens: inputTokens }],
    total_cached_tokens: 0,
    total_output_tokens: outputTokens,
    total_tool_use_tokens: 0,
    total_thought_tokens: 0,
  };
}

/** One in the background has run by the time when somebody looks. */
async function read(exchange: Exchange, stored: StoredInteraction): Promise<void> {
  const { response, query } = exchange;
  if (stored.outcome !== undefined) Object.assign(stored.object, stored.outcome);
  stored.outcome = undefined;
  const made = (stored.object['steps'] ?? []) as Step[];
  if (query.get('stream') === 'true') return stream(exchange, eventsOf(stored.object, made));
  const input = query.get('include_input') === 'true' ? { input: stored.input } : {};
  sendJson(response, 200, { ...stored.object, ...input });
}

function cancel({ response }: Exchange, stored: StoredInteraction): void {
  if (stored.outcome === undefined) {
    return sendError(response, badRequest('Only interactions that run in the background can be cancelled.'));
  }
  stored.outcome = undefined;
  stored.object.status = 'cancelled';
  sendJson(response, 200, stored.object);
}
