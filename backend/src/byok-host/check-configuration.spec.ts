import { checkByokConfiguration } from './check-configuration.js';

const LIVE = { providers: 'live' } as const;

describe('the configuration that only byok can read', () => {
  it('is fine when it is not set', () => {
    expect(() => checkByokConfiguration({ ...LIVE, transitKeys: undefined, catalogFile: undefined })).not.toThrow();
  });

  it.each([
    ['BYOK_TRANSIT_KEYS', { transitKeys: 'secret-without-colon', catalogFile: undefined }],
    ['BYOK_TRANSIT_KEYS', { transitKeys: 'one:c2VjcmV0', catalogFile: undefined }],
    ['BYOK_TRANSIT_KEYS', { transitKeys: `unsigned:${Buffer.from('secret').toString('base64url').padEnd(43, 'A')}`, transitRoot: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', catalogFile: undefined }],
    ['CATALOG_FILE', { transitKeys: undefined, catalogFile: '/nowhere/secret.json' }],
  ])('is refused in one line that names %s and an example, never the value', (name, configuration) => {
    let message = '';
    try {
      checkByokConfiguration({ ...LIVE, ...configuration });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^${name} .+ Example: ${name}=\\S+.*$`));
    expect(message).not.toContain('secret');
  });

  it('wants the emulator where it is asked for', () => {
    const asked = { providers: 'sandbox', transitKeys: undefined, catalogFile: undefined } as const;
    expect(() => checkByokConfiguration(asked, () => true)).not.toThrow();
    expect(() => checkByokConfiguration(asked, () => false)).toThrow(/^PROVIDERS is sandbox, but this build ships without the emulator.* Example: PROVIDERS=live/);
  });
});
