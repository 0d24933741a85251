import { ENTRIES } from '../../src/config/index.js';

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

/** The README's table of settings, as it follows from what the application reads. */
export function configurationTable(): string {
  const rows = Object.values(ENTRIES).map(({ name, description, example, fallback }) => {
    const standard = name === 'DATA_DIR' ? '.data' : (fallback ?? '');
    return `| \`${name}\` | ${cell(description)} | ${standard === '' ? '' : `\`${String(standard)}\``} | \`${cell(example)}\` |`;
  });
  return ['| variable | what it does | default | example |', '|---|---|---|---|', ...rows].join('\n');
}
