/**
 * jsdom with what it lacks and real browsers have: WebCrypto, structured clones, fetch and streams from Node.
 * The buffer classes come along, because Node's WebCrypto accepts its own realm's only.
 */
import { webcrypto } from 'node:crypto';
import { TestEnvironment } from 'jest-environment-jsdom';

const HANDED_IN = [
  'ArrayBuffer',
  'Uint8Array',
  'CryptoKey',
  'SubtleCrypto',
  'structuredClone',
  'fetch',
  'Request',
  'Response',
  'Headers',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'TextEncoder',
  'TextDecoder',
  'TextEncoderStream',
  'TextDecoderStream',
  'AbortController',
  'AbortSignal',
  'BroadcastChannel',
];

export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of HANDED_IN) this.global[name] = globalThis[name];
    Object.defineProperty(this.global, 'crypto', { value: webcrypto, configurable: true });
    Object.defineProperty(this.global, 'isSecureContext', { value: true, configurable: true, writable: true });
  }
}
