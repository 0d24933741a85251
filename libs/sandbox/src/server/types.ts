import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderId } from '#contracts';
import type { FileShelf } from '../gemini/file-shelf.js';
import type { KeyStanding } from './key-behaviour.js';
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
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** Cut the connection after the body instead of ending the answer. */
  cut?: boolean;
}

/** Dictates the answer to a call, or leaves it to the emulator by returning undefined. */
export type Script = (
  call: SandboxCall,
  body: Buffer,
) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

export interface Sandbox {
  /** Where each provider listens, without a version path. */
  origins: Record<ProviderId, string>;
  /** The latest calls, oldest first; bounded. */
  readonly calls: readonly SandboxCall[];
  /** Replaces a provider's script; undefined takes it away. */
  script(provider: ProviderId, script: Script | undefined): void;
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
  standing: KeyStanding;
  pace: Pace;
  models: readonly string[];
  /** What was laid down at this provider. */
  files: FileShelf;
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
