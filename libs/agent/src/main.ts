#!/usr/bin/env node
import { ByokError } from '#contracts';
import { startAgent, type Agent } from './agent.js';
import { USAGE, readCommandLine } from './command-line.js';
import { collectSecrets } from './secrets/collect-secrets.js';
import { StartError } from './start.error.js';

const say = (text: string) => void process.stdout.write(`${text}\n`);

function greeting({ origin, placeholder, email, keys }: Agent, platform: string): string {
  return [
    `BYOK agent is ready: ${origin}, for ${email} at ${platform}, with keys of ${keys.join(', ')}.`,
    '',
    `Placeholder key    ${placeholder}`,
    `OpenAI-compatible  ${origin}/v1 (models of every provider)`,
    `OpenAI             ${origin}/openai/v1`,
    `Anthropic          ${origin}/anthropic`,
    `Gemini             ${origin}/gemini`,
    '',
    'Give a tool one of these base URLs, and the placeholder key as its API key. The key is new at each start. Ctrl-C stops.',
  ].join('\n');
}

async function run(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options.help) return say(USAGE);
  const { stdin } = process;
  const secrets = await collectSecrets(options, { terminal: stdin.isTTY ? stdin : undefined, screen: process.stderr });
  process.once('exit', () => secrets.dispose());
  // Opens no debugger, as Node would by itself.
  process.on('SIGUSR1', () => undefined);
  const agent = await startAgent({ platform: options.platform, port: options.port, secrets, ...(options.quiet ? {} : { say }) });
  const stop = () => void agent.close().finally(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  say(greeting(agent, options.platform));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof StartError) && !(error instanceof ByokError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
