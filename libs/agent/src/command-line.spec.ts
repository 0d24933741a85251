import { readCommandLine } from './command-line.js';

describe('the command line', () => {
  it('has defaults, and takes every option in both forms', () => {
    expect(readCommandLine([])).toEqual({ help: false, platform: 'http://127.0.0.1:3000', port: 4788, keysDescriptor: undefined, tokenDescriptor: undefined, quiet: false });
    const options = ['--platform=https://byok.example.com/', '--port', '0', '--keys-fd', '3', '--token-fd=4', '--quiet', '--help'];
    expect(readCommandLine(options)).toEqual({ help: true, platform: 'https://byok.example.com', port: 0, keysDescriptor: 3, tokenDescriptor: 4, quiet: true });
  });

  const key = 'sk-proj-canary-4242';
  it.each([
    ['a key by itself', [key], /Token and keys are not taken as arguments/],
    ['a key behind two dashes', ['--', key], /Token and keys are not taken as arguments/],
    ['a key as an option', [`--${key}`], /Token and keys are not taken as arguments/],
    ['a key in short options', [`-${key}`], /Token and keys are not taken as arguments/],
    ['a key of an option', ['--key', key], /Token and keys are not taken as arguments/],
    ['a token of an option', [`--token=${key}`], /Token and keys are not taken as arguments/],
    ['a key as a descriptor', ['--keys-fd', key], /--keys-fd must be a whole number/],
    ['a token as a descriptor', [`--token-fd=${key}`], /--token-fd must be a whole number/],
    ['a key as a port', ['--port', key], /--port must be a whole number from 0 to 65535/],
    ['a key in the address', ['--platform', `https://${key}@byok.example.com`], /without a path/],
    ['a key in the path', ['--platform', `https://byok.example.com/${key}`], /without a path/],
    ['a key in place of an address', ['--platform', key], /without a path/],
    ['a key of a switch', [`--quiet=${key}`], /--quiet takes no value/],
    ['a name of every object', ['--constructor'], /Argument 1 is not an option/],
  ])('refuses %s, and does not quote it', (_what, parameters, message) => {
    const read = () => readCommandLine(parameters);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/canary/);
  });

  it.each([
    [['--port', '65536'], /--port/],
    [['--port', '-1'], /--port/],
    [['--port'], /--port needs a value/],
    [['--platform', 'ftp://byok.example.com'], /must be an address/],
    [['--platform', 'http://byok.example.com'], /must begin with https/],
    [['--platform', 'http://127.0.0.1.example.com'], /must begin with https/],
    [['--platform', 'https://byok.example.com/api'], /without a path/],
  ])('refuses %j', (parameters, message) => {
    expect(() => readCommandLine(parameters)).toThrow(message);
  });

  it.each(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])('takes %s, which is this machine', (platform) => {
    expect(readCommandLine(['--platform', platform]).platform).toBe(platform);
  });
});
