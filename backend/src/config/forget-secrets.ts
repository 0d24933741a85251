import { ENTRIES } from './configuration.entries.js';

/**
 * Takes the secrets out of an environment once they have been read, so that no child process, crash report or
 * careless log gets them. What the kernel shows of the process's first environment stays: `<NAME>_FILE` avoids that.
 */
export function forgetSecrets(environment: NodeJS.ProcessEnv): void {
  for (const { name, sensitive } of Object.values(ENTRIES)) if (sensitive) delete environment[name];
}
