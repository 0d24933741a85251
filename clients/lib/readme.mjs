/** The ready configurations of the README and of the agent's page: the fenced block after `<!-- client: <name> -->`. */
import { readFileSync } from 'node:fs';

const PAGES = ['README.md', 'docs/agent.md'].map((page) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')).join('\n');
/** Where the pages' product listens, or their agent, and the word in its keys that says what the emulator makes of them. */
const ORIGIN = /http:\/\/127\.0\.0\.1:(?:3000|4788)/g;
const KEY = /sandbox-demo/g;

/**
 * The block of a client, for a product elsewhere and for a key that does something else.
 * @param {string} name
 * @param {{ origin: string, behaviour: string }} run
 */
export function blockOf(name, { origin, behaviour }) {
  const match = new RegExp(`<!-- client: ${name} -->\\n+\`\`\`\\w+\\n([\\s\\S]*?)\n\`\`\``).exec(PAGES);
  if (!match) throw new Error(`The pages have no configuration of ${name}.`);
  return match[1].replaceAll(ORIGIN, origin).replace(KEY, `sandbox-${behaviour}`);
}

/** The variables that a block of `export` lines sets; `$BYOK_TOKEN` is replaced by the token. */
export function variablesOf(block, token) {
  const lines = block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const match = /^export (\w+)=(?:'([^']*)'|"([^"]*)"|(\S*))(?:\s+#.*)?$/.exec(line);
      if (!match) throw new Error(`Not a line that sets a variable: ${line}`);
      const [, name, plain, quoted, bare] = match;
      return [name, plain ?? (quoted ?? bare).replaceAll('$BYOK_TOKEN', token)];
    }),
  );
}
