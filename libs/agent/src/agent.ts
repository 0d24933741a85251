import type { KeySlot } from '#contracts';
import { readAccount } from './platform/account.js';
import { KeySealer } from './platform/key-sealer.js';
import { PinnedRoots } from './platform/pinned-roots.js';
import { PlatformConnection } from './platform/platform-connection.js';
import type { Secrets } from './secrets/secrets.js';
import { AgentServer, type Say } from './server/agent-server.js';
import { CallForwarder } from './server/call-forwarder.js';

export interface AgentOptions {
  /** The platform's origin. */
  readonly platform: string;
  /** 0: the system chooses. */
  readonly port: number;
  /** Stay the caller's, who disposes of them after `close`. */
  readonly secrets: Secrets;
  /** Default: a file in the user's folder for settings. */
  readonly pins?: PinnedRoots;
  /** Takes a line about each call. */
  readonly say?: Say;
}

/** An agent that listens. Close it. */
export interface Agent {
  /** Such as `http://127.0.0.1:4788`. */
  readonly origin: string;
  /** What tools present in place of a key. */
  readonly placeholder: string;
  /** Whose token it is. */
  readonly email: string;
  readonly keys: readonly KeySlot[];
  close(): Promise<void>;
}

/**
 * Starts the agent: asks the platform whose token it is, seals the keys once, so that a platform that must not be
 * trusted is noticed now, and listens.
 * @throws StartError, ByokError
 */
export async function startAgent({ platform, port, secrets, pins = new PinnedRoots(), say = () => undefined }: AgentOptions): Promise<Agent> {
  const connection = new PlatformConnection(platform);
  try {
    const account = await readAccount(connection, secrets);
    const sealer = new KeySealer(connection, secrets, account.id, pins);
    await sealer.headersFor(undefined);
    const server = new AgentServer(new CallForwarder(connection, secrets, sealer), say);
    await server.listen(port);
    return {
      origin: server.origin,
      placeholder: server.placeholder.text,
      email: account.email,
      keys: secrets.slots,
      close: async () => {
        await server.close();
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}
