import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROVIDERS, type ProviderId } from '#contracts';
import { anthropicEmulator } from './anthropic/index.js';
import { cloudruEmulator } from './cloudru/index.js';
import { FileShelf } from './gemini/file-shelf.js';
import { geminiEmulator } from './gemini/index.js';
import { openaiEmulator } from './openai/index.js';
import { CallLog } from './server/call-log.js';
import { LastingKeys } from './server/key-behaviour.js';
import { createListener, type ListenerContext } from './server/listener.js';
import { ObjectStore } from './server/object-store.js';
import { Pace } from './server/pace.js';
import type { ProviderEmulator, Sandbox, SandboxOptions } from './server/types.js';

const EMULATORS: Readonly<Record<ProviderId, ProviderEmulator>> = {
  gemini: geminiEmulator,
  openai: openaiEmulator,
  anthropic: anthropicEmulator,
  cloudru: cloudruEmulator,
};

/**
 * Starts an emulator of every provider, each on its own port. It speaks their wire formats, takes any key that
 * contains `sandbox`, and keeps nothing but the list of calls. Not for production: every program that reaches the port may use it.
 *
 * @throws the system's error when a port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const context: ListenerContext = {
    log: new CallLog(),
    pace: new Pace(options.latencyMs ?? 30),
    scripts: new Map(),
    models: { ...options.models },
    files: new FileShelf(),
    objects: new ObjectStore(),
    keys: new LastingKeys(),
    onCall: options.onCall,
  };
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(stop));
  };
  try {
    const origins: [ProviderId, string][] = [];
    for (const [index, provider] of PROVIDERS.entries()) {
      const server = createListener(provider, EMULATORS[provider], context);
      servers.push(server);
      server.listen(options.port ? options.port + index : 0, host);
      await once(server, 'listening');
      origins.push([provider, originOf(server, host)]);
    }
    return {
      origins: Object.fromEntries(origins) as Record<ProviderId, string>,
      calls: context.log.calls,
      storedFiles: () => context.files.names(),
      script: (provider, script) => {
        if (script === undefined) context.scripts.delete(provider);
        else context.scripts.set(provider, script);
      },
      list: (provider, models) => {
        const listed = models ?? options.models?.[provider];
        if (listed === undefined) delete context.models[provider];
        else context.models[provider] = listed;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function originOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
