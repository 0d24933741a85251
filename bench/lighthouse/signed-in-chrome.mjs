/** Debian's Chromium under Lighthouse's eyes, and the cookies of a fresh account in it. */
import { launch } from 'chrome-launcher';

/** A browser with a profile of its own; the caller ends it with `kill()`. */
export function startChrome() {
  return launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--lang=ru-RU'],
    logLevel: 'silent',
  });
}

/** Registers an account at `origin`. Its cookies in DevTools' form. */
export async function registerForCookies(origin) {
  const answer = await fetch(`${origin}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `lighthouse-${process.pid}-${Date.now()}@example.com`, password: 'a long bench password' }),
  });
  if (answer.status !== 201) throw new Error(`The account was not made: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((line) => {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
    return { name, value, path, url: origin, httpOnly: attributes.some((part) => /^httponly$/i.test(part)) };
  });
}

/** Replaces the browser's cookies. */
export async function setCookies(chrome, cookies) {
  const { webSocketDebuggerUrl } = await (await fetch(`http://127.0.0.1:${chrome.port}/json/version`)).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('Chromium takes no DevTools connection.'));
  });
  let id = 0;
  const call = (method, params) =>
    new Promise((resolve, reject) => {
      const mine = (id += 1);
      socket.addEventListener('message', function heard({ data }) {
        const message = JSON.parse(data);
        if (message.id !== mine) return;
        socket.removeEventListener('message', heard);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
      });
      socket.send(JSON.stringify({ id: mine, method, params }));
    });
  await call('Storage.clearCookies', {});
  if (cookies.length > 0) await call('Storage.setCookies', { cookies });
  socket.close();
}
