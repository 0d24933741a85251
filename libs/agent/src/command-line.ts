import { parseArgs } from 'node:util';
import { StartError } from './start.error.js';

/** Where the agent listens unless `--port` says otherwise. */
export const DEFAULT_PORT = 4788;
/** Where `npm start` listens. */
export const DEFAULT_PLATFORM = 'http://127.0.0.1:3000';

/** What the command line said. Secrets are never among it. */
export interface CommandLine {
  readonly help: boolean;
  /** The platform's origin, without a trailing slash. */
  readonly platform: string;
  /** 0: the system chooses. */
  readonly port: number;
  readonly keysDescriptor: number | undefined;
  readonly tokenDescriptor: number | undefined;
  /** No line for each call. */
  readonly quiet: boolean;
}

export const USAGE = `npm run agent -- [options]      (the installed package: byok-agent [options])

  --platform <url>   the platform's address; default ${DEFAULT_PLATFORM}
  --port <number>    where to listen on 127.0.0.1; default ${DEFAULT_PORT}, 0 lets the system choose
  --token-fd <n>     read the platform token from this file descriptor
  --keys-fd <n>      read the keys from this file descriptor: lines such as openai=<key>, anthropic=<key>,
                     gemini=<key>, openai-2=<key>; a line token=<token> makes --token-fd unnecessary
  --quiet            no line for each call
  --help             this text

Without descriptors the agent asks in the terminal and shows nothing of what is typed. Through npm only descriptor 0
(standard input) arrives; for others run node tools/agent.mjs.
`;

const OPTIONS = {
  platform: { type: 'string', default: DEFAULT_PLATFORM },
  port: { type: 'string', default: String(DEFAULT_PORT) },
  'token-fd': { type: 'string' },
  'keys-fd': { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const NO_SECRETS = 'Token and keys are not taken as arguments, which other programs on this machine can read: they are asked for, or come by --token-fd and --keys-fd.';
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** @throws StartError that names the option, and never quotes a value */
export function readCommandLine(parameters: readonly string[]): CommandLine {
  // Strict, its error texts would quote what may be a key.
  const { tokens, values } = parseArgs({ args: [...parameters], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') throw new StartError(`The agent takes options only, see --help. ${NO_SECRETS}`);
    if (!Object.hasOwn(OPTIONS, token.name)) throw new StartError(`Argument ${token.index + 1} is not an option of the agent, see --help. ${NO_SECRETS}`);
    const { type } = OPTIONS[token.name as keyof typeof OPTIONS];
    if (type === 'string' && !token.value) throw new StartError(`--${token.name} needs a value, see --help.`);
    if (type === 'boolean' && token.value !== undefined) throw new StartError(`--${token.name} takes no value.`);
  }
  return {
    help: values['help'] === true,
    platform: originOf(String(values['platform'])),
    port: wholeNumber('--port', String(values['port']), 65_535),
    keysDescriptor: descriptor('--keys-fd', values['keys-fd']),
    tokenDescriptor: descriptor('--token-fd', values['token-fd']),
    quiet: values['quiet'] === true,
  };
}

function descriptor(option: string, value: string | boolean | undefined): number | undefined {
  return value === undefined ? undefined : wholeNumber(option, String(value), 1_023);
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > most) throw new StartError(`${option} must be a whole number from 0 to ${most}.`);
  return value;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new StartError('--platform must be an address without a path, such as https://byok.example.com.');
  }
  // The token goes with every call.
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) throw new StartError('--platform must begin with https:// unless it is this machine: the token would travel in plain form.');
  return url.origin;
}
