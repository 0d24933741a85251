import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { collectSecrets } from './collect-secrets.js';
import { HiddenPrompt, type Terminal } from './hidden-prompt.js';

/** A terminal whose keyboard a test is. */
class FakeTerminal extends EventEmitter {
  isRaw = false;
  /** What its echo would show: a terminal shows what is typed unless its mode is raw. */
  shown = '';
  readonly chunks: Buffer[] = [];
  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
  resume = () => this;
  pause = () => this;
  type(text: string): void {
    if (!this.isRaw) this.shown += text;
    const chunk = Buffer.from(text);
    this.chunks.push(chunk);
    this.emit('data', chunk);
  }
}

let terminal: FakeTerminal;
let screen: PassThrough;
let prompt: HiddenPrompt;
beforeEach(() => {
  terminal = new FakeTerminal();
  screen = new PassThrough();
  prompt = new HiddenPrompt(terminal as unknown as Terminal, screen);
});

const typed = async (...texts: string[]) => {
  const answer = prompt.ask('Key: ');
  for (const text of texts) terminal.type(text);
  return (await answer).toString();
};

describe('a hidden question', () => {
  it('gives what was typed, shows nothing of it, and leaves zeros behind', async () => {
    expect(await typed('sk-', 'one', '\r')).toBe('sk-one');
    expect(screen.read()?.toString()).toBe('Key: \n');
    expect(terminal.shown).toBe('');
    expect(terminal.isRaw).toBe(false);
    expect(terminal.chunks.every((chunk) => chunk.every((byte) => byte === 0))).toBe(true);
    expect(terminal.listenerCount('data')).toBe(0);
  });

  it('shows nothing of what is typed as soon as the question stands there', async () => {
    const eager = new Writable({
      write(chunk, _encoding, done) {
        if (String(chunk) === 'Key: ') terminal.type('sk-one\r');
        done();
      },
    });
    const answer = new HiddenPrompt(terminal as unknown as Terminal, eager).ask('Key: ');
    terminal.type('\r');
    await answer;
    expect(terminal.shown).toBe('');
  });

  it.each([
    ['Backspace', ['sk-onx\x7fe\r'], 'sk-one'],
    ['Backspace on nothing', ['\x7f\bsk-one\r'], 'sk-one'],
    ['Ctrl-U', ['wrong\x15sk-one\r'], 'sk-one'],
    ['arrow keys', ['sk-\x1b[Done\x1bOA\r'], 'sk-one'],
    ['marks of pasting', ['\x1b[200~sk-one\x1b[201~', '\n'], 'sk-one'],
    ['a sequence in two parts', ['sk-\x1b', '[Cone\r'], 'sk-one'],
  ])('understands %s', async (_what, texts, expected) => {
    expect(await typed(...texts)).toBe(expected);
  });

  it('keeps what was pasted behind the end of a line for the next question', async () => {
    expect(await typed('one\r\ntwo\nthr')).toBe('one');
    expect(await typed()).toBe('two');
    expect(await typed('ee\r')).toBe('three');
  });

  it.each(['\x03', '\x04'])('ends at %j', async (text) => {
    await expect(typed('sk-', text)).rejects.toThrow('nothing was started');
    expect(terminal.isRaw).toBe(false);
  });
});

describe('what is asked for', () => {
  const options = { help: false, platform: '', port: 0, keysDescriptor: undefined, tokenDescriptor: undefined, quiet: false };

  it('is the token, and a key of each provider until it has the form of one', async () => {
    const asked = collectSecrets(options, { terminal: terminal as unknown as Terminal, screen });
    terminal.type('byok_pat_one\r');
    for (const line of ['\r', 'short\r', 'sk-with space\r', 'sk-agent-one\r', '\r']) {
      await new Promise(setImmediate);
      terminal.type(line);
    }
    const secrets = await asked;
    expect(secrets.slots).toEqual(['openai']);
    expect(secrets.key('openai').toString()).toBe('sk-agent-one');
    const said = String(screen.read());
    expect(said).toMatch(/Platform token.*\n.*Gemini.*\n.*OpenAI.*\nA key has .*\n.*OpenAI/);
    expect(said).not.toMatch(/short|sk-/);
  });

  it('can’t be asked for where nobody is', async () => {
    await expect(collectSecrets(options, { terminal: undefined, screen })).rejects.toThrow(/no terminal.*--token-fd and --keys-fd.*environment are not read/);
  });
});
