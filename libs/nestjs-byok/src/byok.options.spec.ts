import { settingName, validateOptions } from './byok.options.js';

const ROOT = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const names = { transitKeys: 'MY_TRANSIT_KEYS', transitRoot: 'MY_TRANSIT_ROOT' };

describe('the module’s options', () => {
  it.each([
    [{ transitKeys: 'secret' }, 'transitKeys is wrong: entry 1 is not of the form <kid>:<private key>'],
    [{ transitKeys: 'secret', transitRoot: 'secret' }, 'transitKeys is wrong: transitRoot is not 32 bytes in base64url without padding'],
    [{ transitRoot: ROOT }, 'transitRoot is set without transitKeys: generated keys bear no signature'],
    [{ transitKeys: 'secret', transitRoot: 'secret', settingNames: names }, 'MY_TRANSIT_KEYS is wrong: MY_TRANSIT_ROOT is not 32 bytes in base64url without padding'],
    [{ transitRoot: ROOT, settingNames: names }, 'MY_TRANSIT_ROOT is set without MY_TRANSIT_KEYS: generated keys bear no signature'],
  ])('names in one line what is wrong, by the host’s name if it has one: %#', (options, message) => {
    expect(() => validateOptions(options)).toThrow(new Error(message));
  });

  it('calls an option by its own name where the host gives none', () => {
    expect(settingName({ settingNames: names }, 'providerProxy')).toBe('providerProxy');
  });
});
