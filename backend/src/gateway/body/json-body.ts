import { ByokError } from '#contracts';
import { refuseKeysInBody } from '../../byok/credential/misplaced-keys.js';
import { topLevelFields } from './top-level-fields.js';

const MODEL = '"model"';
const ESCAPE = '\\u';

type Fields = Readonly<Record<string, unknown>>;

/** A provider route's JSON body: the client's bytes, and what they say. */
export class JsonBody {
  #fields: Fields | undefined;

  /** @param outline see there */
  constructor(
    readonly bytes: Buffer,
    /**
     * The body with one character for each byte: names, flags and numbers are right, and so is text in ASCII. Enough
     * to route by, and parsed in half the time of the real text.
     */
    readonly outline: Fields,
  ) {}

  /** The body as its bytes mean it. */
  get fields(): Fields {
    this.#fields ??= JSON.parse(this.bytes.toString('utf8')) as Fields;
    return this.#fields;
  }
}

/** Whether more than one top-level `model` could stand in the text: a cheap search that rules most bodies out. */
function mayRepeatModel(text: string): boolean {
  const first = text.indexOf(MODEL);
  return (first !== -1 && text.includes(MODEL, first + 1)) || text.includes(ESCAPE);
}

/**
 * Parses a body and refuses what would be ambiguous to route.
 * @throws ByokError request_invalid when it is no JSON object, or names `model` twice; key_malformed for a key in it
 */
export function parseJsonBody(bytes: unknown): JsonBody {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new ByokError('request_invalid', 'The body is empty: send a JSON object with content-type application/json.');
  }
  const text = bytes.toString('latin1');
  let outline: unknown;
  try {
    outline = JSON.parse(text);
  } catch {
    throw new ByokError('request_invalid', 'The body is not valid JSON.');
  }
  if (typeof outline !== 'object' || outline === null || Array.isArray(outline)) {
    throw new ByokError('request_invalid', 'The body must be a JSON object.');
  }
  refuseKeysInBody(outline);
  if (mayRepeatModel(text) && topLevelFields(bytes).filter(({ name }) => name === 'model').length > 1) {
    throw new ByokError('request_invalid', 'The body names "model" more than once: name it once.', { param: 'model' });
  }
  return new JsonBody(bytes, outline as Fields);
}

/** @throws ByokError request_invalid when `model` is missing or no text */
export function modelOf(body: JsonBody): string {
  const { model } = body.outline;
  if (typeof model !== 'string' || model === '') {
    throw new ByokError('request_invalid', 'The field "model" is missing or not a text: name a model of GET /api/v1/models, or "auto".', {
      param: 'model',
    });
  }
  return model;
}

/** The body's bytes with another model; every other byte stays as the client sent it. */
export function withModel(body: JsonBody, model: string): Buffer {
  if (body.outline['model'] === model) return body.bytes;
  const range = topLevelFields(body.bytes).find(({ name }) => name === 'model');
  if (range === undefined) return body.bytes;
  return Buffer.concat([body.bytes.subarray(0, range.start), Buffer.from(JSON.stringify(model)), body.bytes.subarray(range.end)]);
}
