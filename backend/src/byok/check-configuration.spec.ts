import { checkByokConfiguration } from './check-configuration.js';

describe('the configuration that only byok can read', () => {
  it('is fine when it is not set', () => {
    expect(() => checkByokConfiguration({ transitKeys: undefined, catalogFile: undefined })).not.toThrow();
  });

  it.each([
    ['BYOK_TRANSIT_KEYS', { transitKeys: 'secret-without-colon', catalogFile: undefined }],
    ['BYOK_TRANSIT_KEYS', { transitKeys: 'one:c2VjcmV0', catalogFile: undefined }],
    ['CATALOG_FILE', { transitKeys: undefined, catalogFile: '/nowhere/secret.json' }],
  ])('is refused in one line that names %s and an example, never the value', (name, configuration) => {
    let message = '';
    try {
      checkByokConfiguration(configuration);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^${name} .+ Example: ${name}=\\S+.*$`));
    expect(message).not.toContain('secret');
  });
});
