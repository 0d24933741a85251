import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderId } from '#contracts';

/** What the application uses of the emulator; production builds ship without it. */
export interface RunningSandbox {
  readonly origins: Readonly<Record<ProviderId, string>>;
  close(): Promise<void>;
}

/** Ids that each emulator lists: those of the catalog, so that a sandbox key reaches the whole plan. */
export type SandboxModels = Partial<Record<ProviderId, readonly string[]>>;

interface SandboxModule {
  startSandbox(options: { models: SandboxModels }): Promise<RunningSandbox>;
}

// Held in a variable, so that compilers and bundlers don't follow it into production builds.
const SANDBOX_MODULE: string = '#sandbox';

/** Whether this build has the emulator. */
export function hasSandbox(): boolean {
  try {
    return existsSync(fileURLToPath(import.meta.resolve(SANDBOX_MODULE)));
  } catch {
    return false;
  }
}

/**
 * Starts the providers' emulator on loopback ports of its own.
 * @param from the emulator's package
 * @throws Error that says what to install when this build has none
 */
export async function launchSandbox(models: SandboxModels, from = SANDBOX_MODULE): Promise<RunningSandbox> {
  const { startSandbox } = await load(from);
  return startSandbox({ models });
}

async function load(from: string): Promise<SandboxModule> {
  try {
    return (await import(from)) as SandboxModule;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.endsWith('MODULE_NOT_FOUND') || !message.includes(`'${from}'`)) throw error;
    throw new Error(`The option emulated needs the package ${from}, which is not here: install it, or leave the option out.`, { cause: error });
  }
}
