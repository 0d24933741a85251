import { explainStartFailure } from './start-failure.js';

describe('the line that a failed start ends with', () => {
  it.each([
    ['EADDRINUSE', 'PORT is in use'],
    ['EACCES', 'PORT may not be used by this user'],
    ['EADDRNOTAVAIL', 'HOST is no address of this machine'],
  ])('names the variable for %s, says what to do, and has no value of it', (code, begin) => {
    const line = explainStartFailure(Object.assign(new Error(`listen ${code}: 127.0.0.1:8123`), { code, port: 8123, address: '127.0.0.1' }));
    expect(line.startsWith(begin)).toBe(true);
    expect(line).toMatch(/(PORT|HOST)=\S+/);
    expect(line).not.toContain('8123');
    expect(line).not.toContain('\n');
  });
});
