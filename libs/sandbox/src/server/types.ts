import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderId } from '#contracts';
import type { FileShelf } from '../gemini/file-shelf.js';
import type { Standing } from './key-behaviour.js';
import type { OwnedObjects } from './object-store.js';
import type { Pace } from './pace.js';

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** First port; each provider takes the next one. Default 0: the system chooses. */
  port?: number;
  /** Milliseconds between the pieces of a stream. Default 30; 0 sends at once. */
  latencyMs?: number;
  /** Ids that each provider lists, in place of the emulator's own choice. Others of a likely name work too. */
  models?: Partial<Record<ProviderId, readonly string[]>>;
  /** Is called with each request once its body is here, and with the key that it presented. */
  onCall?: (call: SandboxCall, body: Buffer, key: string | undefined) => void;
}

/** One request that reached the emulator. Never holds a key. */
export interface SandboxCall {
  provider: ProviderId;
  method: string;
  /** Path and query; a `key` parameter's value is left out. */
  path: string;
  /** SHA-256 of the presented key in hex; undefined without one. */
  keyFingerprint: string | undefined;
  /** As received, without the credential headers. */
  headers: Record<string, string | string[] | undefined>;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Status that was sent; undefined until then. */
  status: number | undefined;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

/** An answer that a test dictates. Sent as it is: no length or type is added. */
export interface ScriptedAnswer {
  status: number;
  /** Reason phrase; by default the status's own. */
  reason?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** Cut the connection after the body instead of ending the answer. */
  cut?: boolean;
}

/** The emulator makes the answer itself, as for a key of this standing. */
export interface ScriptedStanding {
  standing: Standing;
  /** Bytes of the answer's body after which the connection breaks off; 0: before its head. */
  cutAfterBytes?: number;
}

/**
 * Dictates the answer to a call, or how the emulator treats it, or leaves it to the emulator by returning undefined.
 * @param key as the call presented it, for answers that quote it
 */
export type Script = (
  call: SandboxCall,
  body: Buffer,
  key: string | undefined,
) => ScriptedAnswer | ScriptedStanding | undefined | Promise<ScriptedAnswer | ScriptedStanding | undefined>;

export interface Sandbox {
  /** Where each provider listens, without a version path. */
  origins: Record<ProviderId, string>;
  /** The latest calls, oldest first; bounded. */
  readonly calls: readonly SandboxCall[];
  /** Replaces a provider's script; undefined takes it away. */
  script(provider: ProviderId, script: Script | undefined): void;
  /** What a provider lists from now on; undefined: what it listed at the start. Others of a likely name go on working. */
  list(provider: ProviderId, models: readonly string[] | undefined): void;
  /** Names of the files that lie in the store of Gemini's emulator. */
  storedFiles(): string[];
  close(): Promise<void>;
}

/** One request on its way through a provider's emulator. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  /** Without query. */
  path: string;
  query: URLSearchParams;
  key: string | undefined;
  standing: Standing;
  pace: Pace;
  models: readonly string[];
  /** What was laid down at this provider. */
  files: FileShelf;
  /** What the request's key has stored at this provider. */
  objects: OwnedObjects;
  body: Buffer;
}

/** A provider's emulator. */
export interface ProviderEmulator {
  /** The key that the request presents. */
  keyOf(request: IncomingMessage, query: URLSearchParams): string | undefined;
  models: readonly string[];
  answer(exchange: Exchange): Promise<void> | void;
  /** The provider's own words for a failure inside the emulator. */
  fail(response: ServerResponse, error: unknown): void;
}
