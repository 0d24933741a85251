import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { readJsonResponse, EncryptedCredential, pause, type CallTarget, type ProviderStrategyService, type StopSignal } from '#nestjs-byok';
import { ProviderError, type FileStore, type StoredFile } from '#providers';

/** Pause before a file is looked at again, in milliseconds. */
const LOOK_MS = 500;
/** Longest wait for a file to become ready, in milliseconds. */
const READY_MS = 60_000;
/** Longest wait for a removal, in milliseconds. */
const REMOVAL_MS = 5_000;

const logger = new Logger('StoredFile');

/** What is to be stored. */
export interface Storable {
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  bytes(): AsyncIterable<Uint8Array>;
}

/**
 * Lays a file down in the provider's store for the length of `work`, all with the target's one credential. Whatever
 * happens, also when the client goes away, the file is removed again.
 * @throws ProviderError; the signal's reason when it fired; whatever `work` throws
 */
export async function withStoredFile<T>(
  strategies: ProviderStrategyService,
  target: CallTarget,
  files: FileStore,
  { mediaType, size, bytes }: Storable,
  signal: StopSignal,
  work: (url: URL) => Promise<T>,
): Promise<T> {
  const file = { name: `byok-${randomUUID().replaceAll('-', '')}`, mediaType, size };
  // The credential of a client that went away is gone before its file is.
  const held = new EncryptedCredential(target.credential);
  const begun = await strategies.send(target, files.begin(file), signal);
  begun.rest?.destroy();
  try {
    const read = async (request: Parameters<typeof strategies.send>[1]) =>
      files.read(await readJsonResponse(await strategies.send(target, request, signal)));
    let stored: StoredFile = await read(files.send(begun.headers, file, bytes));
    for (const start = performance.now(); stored.state === 'pending'; stored = await read(files.look(file.name))) {
      if (performance.now() - start > READY_MS) throw new ProviderError('provider_timeout', 'The provider took too long to take the recording in. Try again in a moment.');
      await pause(LOOK_MS, signal);
    }
    if (stored.state === 'failed') throw new ProviderError('request_invalid', 'The provider could not read the recording: convert it, or cut it.');
    return await work(stored.url);
  } finally {
    await remove(strategies, target, files, file.name, held);
  }
}

async function remove(strategies: ProviderStrategyService, target: CallTarget, files: FileStore, name: string, held: EncryptedCredential): Promise<void> {
  const credential = held.open();
  try {
    const { rest } = await strategies.send({ ...target, credential }, files.remove(name), AbortSignal.timeout(REMOVAL_MS));
    rest?.destroy();
  } catch (error) {
    const code = error instanceof ProviderError ? error.code : 'timeout';
    logger.warn(`A recording could not be removed from the store of ${credential.provider} (${code}): it goes by itself within two days.`);
  } finally {
    credential.dispose();
  }
}
