import { readSecretFile } from './secret-file.js';

/** The process environment as read: names to text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One environment variable: how it reads, and what to say when it doesn't. */
export interface ConfigurationEntry<T> {
  readonly name: string;
  readonly description: string;
  /** A value that would work, shown in the error; never the operator's own. */
  readonly example: string;
  /** Never shown anywhere. */
  readonly sensitive: boolean;
  readonly fallback: T;
  /** Throws an Error whose message says what is wrong, without the value. */
  readonly parse: (text: string) => T;
}

/** A setting that stops the start. The message is one line and never has the value. */
export class ConfigurationError extends Error {
  constructor(name: string, problem: string, example: string) {
    super(`${name} ${problem}. Example: ${name}=${example}`);
    this.name = 'ConfigurationError';
  }
}

/** The variable that names a file with a secret. */
export const fileVariable = (name: string) => `${name}_FILE`;

/** What an entry was given, from the environment or, for a secret, from a file; undefined when it is absent. */
function given(environment: Environment, { name, sensitive }: ConfigurationEntry<unknown>): string | undefined {
  const text = environment[name]?.trim() || undefined;
  const path = sensitive ? environment[fileVariable(name)]?.trim() : undefined;
  if (!path) return text;
  if (text !== undefined) throw new ConfigurationError(fileVariable(name), `and ${name} are both set: keep one of them`, '/run/secrets/name');
  try {
    return readSecretFile(path);
  } catch (error) {
    throw new ConfigurationError(fileVariable(name), (error as Error).message, '/run/secrets/name');
  }
}

/** Reads one entry; empty text counts as absent. @throws ConfigurationError */
export function readEntry<T>(environment: Environment, entry: ConfigurationEntry<T>): T {
  const text = given(environment, entry);
  if (text === undefined) return entry.fallback;
  try {
    return entry.parse(text);
  } catch (error) {
    throw new ConfigurationError(entry.name, error instanceof Error ? error.message : 'cannot be read', entry.example);
  }
}
