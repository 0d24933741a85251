import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseTransitKeys } from './configured-keys.js';

const GOOD = Buffer.alloc(32, 9).toString('base64url');

describe('parseTransitKeys', () => {
  it('takes the first as the current one and keeps the order', () => {
    expect(parseTransitKeys(`new:${GOOD}, old:${GOOD}`).map((key) => key.kid)).toEqual(['new', 'old']);
  });

  it('takes what tools/make-transit-key.mjs prints', () => {
    const tool = fileURLToPath(new URL('../../../../tools/make-transit-key.mjs', import.meta.url));
    const line = execFileSync(process.execPath, [tool], { encoding: 'utf8' }).trim();
    expect(parseTransitKeys(line)).toHaveLength(1);
  });

  it.each([
    ['no colon', 'secretvalue', 'entry 1 is not of the form'],
    ['nothing', '', 'entry 1'],
    ['a trailing comma', `a:${GOOD},`, 'entry 2'],
    ['a bad key id', `a.b:${GOOD}`, 'key id of entry 1'],
    ['padding', `a:${GOOD}=`, '32 bytes in base64url'],
    ['too few bytes', 'a:AAAA', '32 bytes in base64url'],
    ['zero', `a:${Buffer.alloc(32).toString('base64url')}`, 'not a private key of the curve'],
    ['the same id twice', `a:${GOOD},a:${GOOD}`, 'same key id'],
  ])('refuses %s and never quotes the value', (_what, text, message) => {
    const parse = () => parseTransitKeys(text);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(GOOD);
    expect(parse).not.toThrow('secretvalue');
  });
});
