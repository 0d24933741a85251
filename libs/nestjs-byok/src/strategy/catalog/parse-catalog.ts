import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { CatalogData, CatalogFileModel } from './catalog-data.js';
import { CATALOG_SCHEMA_FILE } from './catalog-schema.js';
import { jsonLines, lineOf } from './json-lines.js';
import { compilePattern } from './model-pattern.js';

/**
 * Parses the text of a catalog file and checks it: JSON, then the schema, then what a schema can't say.
 * @throws Error of one line that begins with the place, such as "line 12: /providers/0/models/3/tier must be …"
 */
export function parseCatalog(text: string): CatalogData {
  const json = parseJson(text);
  const problem = schemaProblem(json) ?? contentProblem(json as CatalogData);
  if (problem === undefined) return json as CatalogData;
  const line = lineOf(jsonLines(text), problem.pointer);
  throw new Error(`line ${line}: ${problem.pointer || 'the file'} ${problem.message}`);
}

interface Problem {
  readonly pointer: string;
  readonly message: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`line ${syntaxErrorLine(text, error)}: is not valid JSON`, { cause: error });
  }
}

/** V8 names the offset, or nothing at the end of the text; then the last line with text on it is meant. */
function syntaxErrorLine(text: string, error: unknown): number {
  const offset = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return (offset === undefined ? text.trimEnd() : text.slice(0, Number(offset))).split('\n').length;
}

function schemaProblem(json: unknown): Problem | undefined {
  const schema = JSON.parse(readFileSync(CATALOG_SCHEMA_FILE, 'utf8')) as Record<string, unknown>;
  const validate = new Ajv2020({ strict: true }).compile(schema);
  if (validate(json)) return undefined;
  const error = validate.errors?.[0];
  return error === undefined ? { pointer: '', message: 'does not fit the schema' } : describe(error);
}

function describe(error: ErrorObject): Problem {
  const parameters = error.params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (parameters.additionalProperty !== undefined) {
    const name = parameters.additionalProperty;
    return {
      pointer: `${error.instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      message: 'is not a known property',
    };
  }
  if (error.keyword === 'not') {
    return { pointer: error.instancePath, message: 'is reserved: auto lets the platform choose' };
  }
  const allowed = parameters.allowedValues === undefined ? '' : `: ${parameters.allowedValues.join(', ')}`;
  return { pointer: error.instancePath, message: `${error.message ?? 'does not fit the schema'}${allowed}` };
}

function contentProblem(data: CatalogData): Problem | undefined {
  const providers = new Set<string>();
  for (const [index, provider] of data.providers.entries()) {
    if (providers.has(provider.id)) {
      return { pointer: `/providers/${index}/id`, message: `repeats the provider ${provider.id}` };
    }
    providers.add(provider.id);
    const ids = new Set<string>();
    for (const [modelIndex, model] of provider.models.entries()) {
      const pointer = `/providers/${index}/models/${modelIndex}`;
      if (ids.has(model.id)) {
        return { pointer: `${pointer}/id`, message: `repeats the model ${model.id} of ${provider.id}` };
      }
      ids.add(model.id);
      for (const [patternIndex, pattern] of (model.patterns ?? []).entries()) {
        const message = patternProblem(pattern);
        if (message !== undefined) return { pointer: `${pointer}/patterns/${patternIndex}`, message };
      }
      const problem = lifeProblem(model, pointer) ?? stepsProblem(model, pointer);
      if (problem !== undefined) return problem;
    }
  }
  for (const [index, { pattern }] of (data.unknownModels ?? []).entries()) {
    const message = patternProblem(pattern);
    if (message !== undefined) return { pointer: `/unknownModels/${index}/pattern`, message };
  }
  return undefined;
}

function lifeProblem(model: CatalogFileModel, pointer: string): Problem | undefined {
  const { id, availableFrom, shutdownDate, shutdownDateSecondHand, replacedBy } = model;
  for (const [field, date] of Object.entries({ availableFrom, shutdownDate })) {
    if (date !== undefined && !isDay(date)) return { pointer: `${pointer}/${field}`, message: 'is no day of the calendar' };
  }
  if (availableFrom !== undefined && shutdownDate !== undefined && shutdownDate < availableFrom) {
    return { pointer: `${pointer}/shutdownDate`, message: 'lies before availableFrom' };
  }
  if (shutdownDateSecondHand === true && shutdownDate === undefined) {
    return { pointer: `${pointer}/shutdownDateSecondHand`, message: 'speaks of a shutdownDate that is missing' };
  }
  return replacedBy === id ? { pointer: `${pointer}/replacedBy`, message: 'names the model itself' } : undefined;
}

function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

function stepsProblem({ pricing: { steps = [] } }: CatalogFileModel, pointer: string): Problem | undefined {
  const index = steps.findIndex(({ abovePromptTokens }, at) => abovePromptTokens <= (steps[at - 1]?.abovePromptTokens ?? 0));
  return index === -1 ? undefined : { pointer: `${pointer}/pricing/steps/${index}`, message: 'must have a larger abovePromptTokens than the step before it' };
}

function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'is not a regular expression';
  }
}
