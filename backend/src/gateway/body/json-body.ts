import { ByokError } from '#contracts';
import { refuseKeysInBody } from '#nestjs-byok';
import { LARGE_BODY_BYTES } from '../../http/index.js';
import { DEPTH_LIMIT, NAMES_LIMIT, NAME_BYTES, OUTLINE_VALUES, scanJson, type JsonScan, type ScanProblem } from './json-scan.thread.js';
import { mayRepeatNames } from './repeated-names.js';
import { topLevelFields } from './top-level-fields.js';

const MODEL = '"model"';
const ESCAPE = '\\u';

/** A body with more values is not taken apart here; as it came it may pass on. */
const FIELDS_VALUES = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** A provider route's JSON body: the client's bytes, and what they say. */
export class JsonBody {
  #fields: Fields | undefined;
  #outline: Fields | undefined;

  /** @param read the outline, or what a scan of the bytes found */
  constructor(
    readonly bytes: Buffer,
    private readonly read: { readonly outline: Fields } | JsonScan,
  ) {}

  /**
   * The body with one character for each byte: names, flags and numbers are right, and so is text in ASCII. Enough
   * to route by, and parsed in half the time of the real text. In a large body texts end after 256 bytes, and lists
   * of numbers after 64.
   */
  get outline(): Fields {
    this.#outline ??= 'values' in this.read ? parsedOutline(this.read) : this.read.outline;
    return this.#outline;
  }

  /**
   * The body as its bytes mean it.
   * @throws ByokError payload_too_large when it holds more values than anyone should wait for
   */
  get fields(): Fields {
    this.#fields ??= JSON.parse(this.text()) as Fields;
    return this.#fields;
  }

  /**
   * The body's own text, to be taken apart.
   * @throws ByokError payload_too_large as of `fields`
   */
  text(): string {
    if ('values' in this.read && this.read.values > FIELDS_VALUES) {
      throw new ByokError('payload_too_large', `The body holds more than ${FIELDS_VALUES} values, the limit for a request that is not passed on as it came. Send fewer at once.`);
    }
    return this.bytes.toString('utf8');
  }

  /**
   * For a caller who passes the bytes on: what was judged could otherwise be another than what the provider reads. A
   * body that is written anew from `fields` has each name once.
   * @throws ByokError request_invalid when an object at any depth has a name twice by which models, price or stored things are told
   */
  assertOneMeaning(): void {
    const { problem, repeatedName } = this.#scanForRepeats();
    if (problem !== undefined) throw PROBLEMS[problem]();
    if (repeatedName !== undefined) throw nameTwice(repeatedName);
  }

  #scanForRepeats(): Pick<JsonScan, 'problem' | 'repeatedName'> {
    if ('values' in this.read) return this.read;
    return mayRepeatNames(this.bytes.toString('latin1'), this.outline) ? scanJson(this.bytes) : NO_REPEATS;
  }

  /** Where the value of `model` stands: byte offsets, end exclusive. */
  get modelRange(): readonly [start: number, end: number] | undefined {
    if ('values' in this.read) return this.read.models[0];
    const range = topLevelFields(this.bytes).find(({ name }) => name === 'model');
    return range && [range.start, range.end];
  }
}

function parsedOutline({ outline }: JsonScan): Fields {
  return JSON.parse(Buffer.from(outline.buffer, outline.byteOffset, outline.byteLength).toString('latin1')) as Fields;
}

const SCAN = Symbol('scan');

type ScannedBuffer = Buffer & { [SCAN]?: JsonScan };

/** Keeps what was found in a large body until `parseJsonBody` is asked for it. */
export function rememberScan(bytes: Buffer, scan: JsonScan): void {
  (bytes as ScannedBuffer)[SCAN] = scan;
}

const invalid = (message: string) => new ByokError('request_invalid', message);
const modelTwice = () => new ByokError('request_invalid', 'The body names "model" more than once: name it once.', { param: 'model' });
const nameTwice = (name: string) => new ByokError('request_invalid', `An object of the body names "${name}" more than once: name it once.`, { param: name });
const NO_REPEATS = { problem: undefined, repeatedName: undefined };

const PROBLEMS: Readonly<Record<ScanProblem, () => ByokError>> = {
  syntax: () => invalid('The body is not valid JSON.'),
  kind: () => invalid('The body must be a JSON object.'),
  depth: () => invalid(`The body nests deeper than ${DEPTH_LIMIT} levels.`),
  names: () => invalid(`The body has more than ${NAMES_LIMIT} fields.`),
  name: () => invalid(`The body has a field whose name is longer than ${NAME_BYTES} bytes.`),
  values: () => new ByokError('payload_too_large', `The body holds more than ${OUTLINE_VALUES} objects, lists and texts, the limit. Send fewer at once.`),
};

/** Whether more than one top-level `model` could stand in the text: a cheap search that rules most bodies out. */
function mayRepeatModel(text: string): boolean {
  const first = text.indexOf(MODEL);
  return (first !== -1 && text.includes(MODEL, first + 1)) || text.includes(ESCAPE);
}

/** Whether the text holds enough brackets to nest too deep: a cheap search, too. */
function mayNestTooDeep(text: string): boolean {
  let left = DEPTH_LIMIT;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1 && left >= 0; at = text.indexOf(bracket, at + 1)) left -= 1;
  }
  return left < 0;
}

/**
 * Parses a body and refuses what would be ambiguous to route, or costly to read.
 * @throws ByokError request_invalid when it is no JSON object, or names `model` twice; key_malformed for a key in it;
 *   payload_too_large for too many values
 */
export function parseJsonBody(bytes: unknown): JsonBody {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw invalid('The body is empty: send a JSON object with content-type application/json.');
  }
  const scan = (bytes as ScannedBuffer)[SCAN] ?? (bytes.length > LARGE_BODY_BYTES ? scanJson(bytes) : undefined);
  return scan === undefined ? parseSmallBody(bytes) : readScannedBody(bytes, scan);
}

function readScannedBody(bytes: Buffer, scan: JsonScan): JsonBody {
  if (scan.problem !== undefined) throw PROBLEMS[scan.problem]();
  if (scan.models.length > 1) throw modelTwice();
  const body = new JsonBody(bytes, scan);
  refuseKeysInBody(body.outline);
  return body;
}

function parseSmallBody(bytes: Buffer): JsonBody {
  const text = bytes.toString('latin1');
  let outline: unknown;
  try {
    outline = JSON.parse(text);
  } catch {
    throw PROBLEMS.syntax();
  }
  if (typeof outline !== 'object' || outline === null || Array.isArray(outline)) throw PROBLEMS.kind();
  if (mayNestTooDeep(text)) {
    const { problem } = scanJson(bytes);
    if (problem !== undefined) throw PROBLEMS[problem]();
  }
  refuseKeysInBody(outline);
  if (mayRepeatModel(text) && topLevelFields(bytes).filter(({ name }) => name === 'model').length > 1) throw modelTwice();
  return new JsonBody(bytes, { outline: outline as Fields });
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
  const range = body.modelRange;
  if (range === undefined) return body.bytes;
  const [start, end] = range;
  return Buffer.concat([body.bytes.subarray(0, start), Buffer.from(JSON.stringify(model)), body.bytes.subarray(end)]);
}
