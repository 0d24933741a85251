/** Optimisations that were removed from the product, as they were, for bench/removed.mjs alone. */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

const LAST = Symbol('last token');

/** A connection remembered the hash of its last token. */
export function rememberedHash(connection, headers) {
  const last = connection[LAST];
  const isSame =
    last !== undefined && last.authorization === headers.authorization && last.apiKey === headers['x-api-key'] && last.googleKey === headers['x-goog-api-key'];
  return isSame ? last.hash : undefined;
}

export function rememberHash(connection, headers, hash) {
  const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey } = headers;
  connection[LAST] = { authorization, apiKey, googleKey, hash };
}

let second = -1;
let prefix = '';

/** The date and the clock of a time were formatted once a second. */
export function isoTime(now) {
  const current = Math.floor(now / 1000);
  if (current !== second) {
    second = current;
    prefix = new Date(current * 1000).toISOString().slice(0, 20);
  }
  return `${prefix}${String(now - current * 1000).padStart(3, '0')}Z`;
}

/** Judgements on header names were remembered, at most 500. */
export function rememberedPattern(pattern) {
  const known = new Map();
  return {
    test(name) {
      let isMatch = known.get(name);
      if (isMatch === undefined) {
        isMatch = pattern.test(name);
        if (known.size < 500) known.set(name, isMatch);
      }
      return isMatch;
    },
  };
}

const shared = new Map();

function sharedFields({ strategy, face, route, provider, model, tier, source }) {
  const key = `${strategy} ${route} ${provider} ${source} ${model}`;
  let json = shared.get(key);
  if (json === undefined) {
    json = JSON.stringify({ strategy, face, route, provider, model, tier, source }).slice(1, -1);
    shared.set(key, json);
  }
  return json;
}

/** A usage row was written as JSON by hand. */
export function rowJson(row) {
  const word = (text) => (text === null ? 'null' : `"${text}"`);
  return `{"id":"${row.id}","at":${row.at},"user_id":"${row.user_id}","job_id":${word(row.job_id)},"token_id":${word(row.token_id)},${sharedFields(row)},"tokens_in":${row.tokens_in},"tokens_out":${row.tokens_out},"audio_seconds":${row.audio_seconds},"estimated":${row.estimated},"status":${row.status},"code":${word(row.code)},"aborted":${row.aborted},"fallback_reason":${word(row.fallback_reason)},"duration_ms":${row.duration_ms},"rub_paid":${row.rub_paid},"rub_avoided":${row.rub_avoided},"is_counted":${row.is_counted}}`;
}

const BLOCK_BYTES = 128 * 1024;

/** Rows waited in one piece of memory. */
export class RowBlock {
  #bytes = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #end = 0;

  add(row) {
    if (this.#end + 1 + row.length * 3 > BLOCK_BYTES) return false;
    this.#bytes[this.#end] = 0x2c;
    this.#end += 1 + this.#bytes.write(row, this.#end + 1);
    return true;
  }

  toJson() {
    return `[${this.#bytes.toString('utf8', 1, this.#end)}]`;
  }
}

/** The server decoded base64url by Node's own codec. */
export function decodeNatively(text) {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

const BLOCK = 16;
const COUNTER_AT = 8;
const processKey = createSecretKey(randomBytes(32));
const start = Buffer.concat([randomBytes(COUNTER_AT), Buffer.alloc(BLOCK - COUNTER_AT)]);
const cipher = createCipheriv('aes-256-ctr', processKey, start);
let blocks = 0;

/** Keys of jobs were encrypted behind one another in one key stream. */
export class StreamedKey {
  #first = blocks;
  #ciphertext;
  #length;

  constructor(key) {
    const padded = Buffer.alloc(Math.ceil(key.length / BLOCK) * BLOCK);
    padded.set(key);
    this.#length = key.length;
    blocks += padded.length / BLOCK;
    this.#ciphertext = cipher.update(padded);
    padded.fill(0);
  }

  open() {
    const counter = Buffer.from(start);
    counter.writeBigUInt64BE(BigInt(this.#first), COUNTER_AT);
    const decipher = createDecipheriv('aes-256-ctr', processKey, counter);
    const bytes = decipher.update(this.#ciphertext);
    decipher.final();
    return bytes.subarray(0, this.#length);
  }
}

/** Headers of every response were held back, and written with the others in one list. */
export function writeTogether(response, held, headers) {
  const pairs = [];
  for (let index = 0; index < held.length; index += 2) if (headers[held[index]] === undefined) pairs.push(held[index], held[index + 1]);
  for (const name in headers) if (headers[name] !== undefined) pairs.push(name, headers[name]);
  response.writeHead(200, pairs);
}
