import { randomBytes } from 'node:crypto';
import { isObject, jsonOf, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { vectorOf } from '../text/vector.js';
import { textOf } from './gemini.ask.js';
import { badRequest, sendError } from './gemini.errors.js';
import { bytesOfFile, storeFile } from './gemini.files.js';
import { answerFor } from './gemini.generate.js';
import { sendPage } from './gemini.list.js';

type State = 'PENDING' | 'SUCCEEDED' | 'CANCELLED';

interface StoredBatch {
  name: string;
  model: string;
  displayName: string;
  createTime: string;
  state: State;
  embeds: boolean;
  /** The requests themselves, or the file that holds them. */
  input: JsonObject[] | string;
  output: JsonObject | undefined;
}

/** POST models/…:batchGenerateContent and models/…:asyncBatchEmbedContent. */
export function createBatch(exchange: Exchange, request: JsonObject, model: string): void {
  const { response, objects, path } = exchange;
  const batch = isObject(request['batch']) ? request['batch'] : {};
  const config = isObject(batch['inputConfig']) ? batch['inputConfig'] : {};
  const fileName = stringAt(config, 'fileName');
  const requests = objectsIn(isObject(config['requests']) ? config['requests']['requests'] : undefined);
  if (fileName === '' && requests.length === 0) {
    return sendError(response, badRequest('* BatchGenerateContentRequest.batch.input_config: input is not specified\n'));
  }
  if (fileName !== '' && bytesOfFile(exchange, fileName) === undefined) {
    return sendError(response, { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' });
  }
  const stored: StoredBatch = {
    name: `batches/${randomBytes(16).toString('hex')}`,
    model: `models/${model}`,
    displayName: stringAt(batch, 'displayName'),
    createTime: new Date().toISOString(),
    state: 'PENDING',
    embeds: path.endsWith(':asyncBatchEmbedContent'),
    input: fileName === '' ? requests : fileName,
    output: undefined,
  };
  objects.put('batch', stored.name, stored);
  sendJson(response, 200, operationOf(stored));
}

/** GET, DELETE and `:cancel` of batches, and their list. A batch has run by the time when somebody looks. */
export function batches(exchange: Exchange): void {
  const { method, path, response, objects } = exchange;
  const [, name, action] = /^\/v1(?:beta)?\/(batches\/\w+)(?::(\w+))?$/.exec(path) ?? [];
  if (name === undefined) {
    return sendPage(exchange, 'operations', objects.list<StoredBatch>('batch').map(operationOf), 100);
  }
  const batch = objects.find<StoredBatch>('batch', name);
  if (batch === undefined) {
    return sendError(response, { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' });
  }
  if (method === 'POST' && action === 'cancel') {
    if (batch.state === 'PENDING') batch.state = 'CANCELLED';
    return sendJson(response, 200, {});
  }
  if (method === 'DELETE') {
    objects.remove('batch', name);
    return sendJson(response, 200, {});
  }
  if (batch.state === 'PENDING') run(exchange, batch);
  sendJson(response, 200, operationOf(batch));
}

function run(exchange: Exchange, batch: StoredBatch): void {
  const { input } = batch;
  batch.state = 'SUCCEEDED';
  if (typeof input === 'string') {
    const lines = (bytesOfFile(exchange, input) ?? Buffer.alloc(0)).toString('utf8').split('\n').filter(Boolean);
    const answers = lines.map((line) => {
      const entry = jsonOf(Buffer.from(line)) ?? {};
      return JSON.stringify({ key: entry['key'], response: resultOf(batch, entry['request']) });
    });
    batch.output = { responsesFile: storeFile(exchange, Buffer.from(answers.join('\n')), 'application/jsonl') };
    return;
  }
  const inlinedResponses = input.map((entry) => ({
    response: resultOf(batch, entry['request']),
    ...(entry['metadata'] === undefined ? {} : { metadata: entry['metadata'] }),
  }));
  batch.output = { [batch.embeds ? 'inlinedEmbedContentResponses' : 'inlinedResponses']: { inlinedResponses } };
}

function resultOf({ model, embeds }: StoredBatch, value: unknown): unknown {
  const request = isObject(value) ? value : {};
  if (!embeds) return answerFor(request, model.slice('models/'.length));
  const content = isObject(request['content']) ? request['content'] : {};
  return { embedding: { values: vectorOf(textOf(content), 768) } };
}

function operationOf({ name, model, displayName, createTime, state, output }: StoredBatch): JsonObject {
  const done = state !== 'PENDING';
  return {
    name,
    metadata: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
      model,
      displayName,
      createTime,
      updateTime: createTime,
      ...(done ? { endTime: createTime } : {}),
      state: `BATCH_STATE_${state}`,
      name,
      ...(output === undefined ? {} : { output }),
    },
    ...(done ? { done: true } : {}),
    ...(output === undefined ? {} : { response: output }),
  };
}
