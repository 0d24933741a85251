import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { eventually, type Browser, type Tab } from './tab.js';

const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
/** The name of an element's id in WebDriver's answers (W3C WebDriver, section 12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** A screen for the browser to draw on. @returns its process, and its name for DISPLAY */
async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [number] = (await once(screen.stdout, 'data')) as [Buffer];
  return { screen, display: `:${number.toString().trim()}` };
}

/** The few commands of W3C WebDriver that are needed here. */
class Driver {
  #session = '';

  constructor(private readonly address: string) {}

  async begin(capabilities: object): Promise<void> {
    const { sessionId } = await this.#send<{ sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
    this.#session = `/session/${sessionId}`;
  }

  call<T>(path: string, body: object = {}): Promise<T> {
    return this.#send<T>('POST', this.#session + path, body);
  }

  async window(): Promise<string> {
    return this.#send<string>('GET', `${this.#session}/window`);
  }

  async end(): Promise<void> {
    if (this.#session !== '') await this.#send('DELETE', this.#session);
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.address + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebDriver: ${value.error ?? response.status} ${value.message ?? ''}`);
    return value;
  }
}

function tabOf(driver: Driver, handle: string): Tab {
  const here = () => driver.call('/window', { handle });
  const element = (xpath: string) =>
    eventually(xpath, async () => {
      const found = await driver.call<Record<string, string>>('/element', { using: 'xpath', value: xpath });
      return found[ELEMENT];
    });
  return {
    goto: async (url) => {
      await here();
      await driver.call('/url', { url });
    },
    // By script: the driver's own click finds nothing to press on where a page has to be scrolled.
    click: async (xpath) => {
      await here();
      await driver.call('/execute/sync', { script: 'arguments[0].click();', args: [{ [ELEMENT]: await element(xpath) }] });
    },
    type: async (xpath, text) => {
      await here();
      await driver.call(`/element/${await element(xpath)}/value`, { text });
    },
    evaluate: async <T>(source: string) => {
      await here();
      const script = `const done = arguments[0]; Promise.resolve(${source}).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await driver.call<{ value: T; error?: string }>('/execute/async', { script, args: [] });
      if (error !== undefined) throw new Error(error);
      return value;
    },
  };
}

/** Debian's WebKitGTK, over WebDriver, on a screen of its own. @param executablePath of `WebKitWebDriver` */
export async function launchWebKit(executablePath: string): Promise<Browser> {
  const { screen, display } = await startScreen();
  const port = await freePort();
  const server = spawn(executablePath, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: display, LANG: 'en_US.UTF-8' } });
  const driver = new Driver(`http://127.0.0.1:${port}`);
  const stop = (): void => {
    server.kill();
    screen.kill();
  };
  try {
    await eventually('WebKitWebDriver', async () => {
      await driver.begin({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] } });
      return true;
    });
  } catch (error) {
    stop();
    throw error;
  }
  let first: string | undefined = await driver.window();
  return {
    newTab: async () => {
      const handle = first ?? (await driver.call<{ handle: string }>('/window/new', { type: 'window' })).handle;
      first = undefined;
      return tabOf(driver, handle);
    },
    close: async () => {
      await driver.end().catch(() => undefined);
      stop();
    },
  };
}
