import { peekSecret, takeSecret } from './secret-input.js';

function field(value: string): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'password';
  input.value = value;
  return input;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('taking a secret out of a field', () => {
  it('gives the bytes and empties the field', () => {
    const input = field('sk-proj-0123456789');
    expect(text(takeSecret(input, 'key'))).toBe('sk-proj-0123456789');
    expect(input.value).toBe('');
  });

  it('drops blanks and line ends around a pasted key, never inside', () => {
    expect(text(peekSecret(field('  sk 01\t'), 'key'))).toBe('sk 01');
  });

  it('gives the same bytes for the same letters, however they were composed', () => {
    const composed = takeSecret(field('й'.normalize('NFC')), 'password');
    expect(takeSecret(field('й'.normalize('NFD')), 'password')).toEqual(composed);
    expect(text(takeSecret(field(' с краями '), 'password'))).toBe(' с краями ');
  });
});
