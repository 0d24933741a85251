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

/** Reads one entry; empty text counts as absent. @throws ConfigurationError */
export function readEntry<T>(environment: Environment, entry: ConfigurationEntry<T>): T {
  const text = environment[entry.name]?.trim();
  if (!text) return entry.fallback;
  try {
    return entry.parse(text);
  } catch (error) {
    throw new ConfigurationError(entry.name, error instanceof Error ? error.message : 'cannot be read', entry.example);
  }
}
