import { ByokError } from '#contracts';
import { namedModels, type NamedModel } from '../body/named-models.js';
import type { BatchForm } from './routes/native-route.js';

type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly value: unknown;
  readonly path: string;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const camelCase = (name: string): string => name.replaceAll(/(?<!_)_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What stands at the end of a way through a body, in either spelling of its names. @throws ByokError request_invalid */
function* placesAt(value: unknown, steps: readonly string[], path = ''): Generator<Place> {
  const [step, ...rest] = steps;
  if (step === undefined) {
    yield { value, path };
    return;
  }
  if (step === '*') {
    if (!Array.isArray(value)) throw new ByokError('request_invalid', `The field "${path}" must be a list.`, { param: path });
    for (const [index, element] of value.entries()) yield* placesAt(element, rest, `${path}[${index}]`);
    return;
  }
  if (!isFields(value)) return;
  for (const [name, child] of Object.entries(value)) {
    if (child !== undefined && child !== null && camelCase(name) === step) yield* placesAt(child, rest, path === '' ? name : `${path}.${name}`);
  }
}

/**
 * The models that the requests of a batch name.
 * @throws ByokError request_invalid for requests that are no list, or where one lacks the model that it must name
 */
export function batchModels(fields: Fields, { requests, namesModels = false }: BatchForm): NamedModel[] {
  if (requests === undefined) return [];
  const named: NamedModel[] = [];
  for (const { value, path } of placesAt(fields, requests)) {
    const request = isFields(value) ? value : {};
    const model = request['model'] ?? undefined;
    if (model !== undefined) named.push({ model, path: `${path}.model` });
    else if (namesModels) throw new ByokError('request_invalid', `The field "${path}.model" is missing: each request of a batch names its model.`, { param: `${path}.model` });
    for (const further of namedModels(request)) named.push({ model: further.model, path: `${path}.${further.path}` });
  }
  // Gemini's batch may repeat the path's model.
  for (const { value, path } of placesAt(fields, ['batch', 'model'])) named.push({ model: value, path });
  return named;
}

/** Where a batch names a file that holds its requests; undefined when it does not. */
export function batchFile(fields: Fields, { file }: BatchForm): string | undefined {
  if (file === undefined) return undefined;
  for (const { path } of placesAt(fields, file)) return path;
  return undefined;
}
