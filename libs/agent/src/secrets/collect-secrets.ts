import type { Writable } from 'node:stream';
import { BYOK_PROVIDERS, hasKeyForm, type ByokProviderId, type KeySlot } from '#contracts';
import type { CommandLine } from '../command-line.js';
import { StartError } from '../start.error.js';
import { HiddenPrompt, type Terminal } from './hidden-prompt.js';
import { ownCopy, trimmed } from './own-copy.js';
import { readDescriptor } from './read-descriptor.js';
import { parseSecretLines, type SecretLines } from './secret-lines.js';
import { Secrets } from './secrets.js';

/** Where a person can be asked; undefined terminal: nobody is there. */
export interface Surroundings {
  readonly terminal: Terminal | undefined;
  readonly screen: Writable;
}

const NAMES: Readonly<Record<ByokProviderId, string>> = { gemini: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic' };
const NOBODY = 'There is no terminal to ask at: give the platform token and the keys by --token-fd and --keys-fd. Variables of the environment are not read for them.';

/**
 * The secrets from the descriptors that the command line names, and from the terminal what is still missing.
 * @throws StartError when something is missing and nobody can be asked
 */
export async function collectSecrets({ tokenDescriptor, keysDescriptor }: CommandLine, { terminal, screen }: Surroundings): Promise<Secrets> {
  const prompt = terminal === undefined ? undefined : new HiddenPrompt(terminal, screen);
  try {
    const lines = keysDescriptor === undefined ? undefined : await fromDescriptor(keysDescriptor, '--keys-fd', parseSecretLines);
    if (lines?.token !== undefined && tokenDescriptor !== undefined) throw new StartError('The token came by both --token-fd and --keys-fd: give one.');
    const token =
      tokenDescriptor === undefined
        ? (lines?.token ?? (await askForToken(prompt)))
        : await fromDescriptor(tokenDescriptor, '--token-fd', (bytes) => ownCopy(trimmed(bytes)));
    return new Secrets(token, lines?.keys ?? (await askForKeys(prompt, screen)));
  } finally {
    prompt?.dispose();
  }
}

async function fromDescriptor<Result extends SecretLines | Buffer>(descriptor: number, option: string, parse: (bytes: Buffer) => Result): Promise<Result> {
  const bytes = await readDescriptor(descriptor, option);
  try {
    return parse(bytes);
  } finally {
    bytes.fill(0);
  }
}

function askForToken(prompt: HiddenPrompt | undefined): Promise<Buffer> {
  if (prompt === undefined) throw new StartError(NOBODY);
  return prompt.ask('Platform token (not shown): ');
}

async function askForKeys(prompt: HiddenPrompt | undefined, screen: Writable): Promise<Map<KeySlot, Buffer>> {
  if (prompt === undefined) throw new StartError(NOBODY);
  const keys = new Map<KeySlot, Buffer>();
  for (const provider of BYOK_PROVIDERS) {
    for (;;) {
      const typed = await prompt.ask(`Key of ${NAMES[provider]} (not shown; Enter for none): `);
      if (typed.length === 0) break;
      if (hasKeyForm(typed)) {
        keys.set(provider, typed);
        break;
      }
      typed.fill(0);
      screen.write('A key has 8 to 512 printable ASCII characters and no spaces. Once more:\n');
    }
  }
  return keys;
}
