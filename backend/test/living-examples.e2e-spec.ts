import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCatalogFile } from '#nestjs-byok';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What people copy, what runs against whole processes, which live on the calendar's day, and tests that want a model of each provider. */
const PLACES = ['README.md', 'docs', 'backend/src/docs', 'backend/test', ...libraryPages(), 'bench', 'clients/cases', 'clients/lib', 'proofs', 'frontend/e2e', 'docker', '.github'];
/** Decisions and recorded data tell what was so on their day. */
const LEFT_OUT = /node_modules|docs\/decisions\/|backend\/test\/fixtures\/|\.(?:png|jpg|ico|wasm|webm|gz)$/;

/** Tests of what only such a model has: its last day, a small window, subtitles, a price of sound. */
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  'backend/test/catalog-check.e2e-spec.ts': ['gpt-5'],
  'backend/test/gateway-transcription.e2e-spec.ts': ['whisper-1'],
  'backend/test/jobs.e2e-spec.ts': ['whisper-1'],
  'backend/test/living-examples.e2e-spec.ts': ['gpt-5', 'gpt-4o-mini', 'o3', 'gpt-5.1', 'whisper-1', 'gpt-4', 'gpt-audio', 'gpt-audio-mini'],
  'backend/test/platform-rules.e2e-spec.ts': ['gpt-4', 'gpt-audio', 'gpt-audio-mini'],
  'backend/test/usage.e2e-spec.ts': ['whisper-1'],
};

const stopping = readCatalogFile().providers.flatMap(({ models }) => models.filter(({ shutdownDate }) => shutdownDate !== undefined).map(({ id }) => id));
const names = new RegExp(`(?<![\\w./-])(?:${stopping.map((id) => id.replaceAll('.', '\\.')).join('|')})(?![\\w-]|\\.\\d)`, 'g');

function libraryPages(): string[] {
  return readdirSync(`${root}libs`).map((library) => `libs/${library}/README.md`).filter((page) => existsSync(root + page));
}

function filesOf(place: string): string[] {
  if (/\.\w+$/.test(place) && !place.startsWith('.')) return [place];
  return readdirSync(root + place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`);
}

const files = PLACES.flatMap(filesOf).filter((file) => !LEFT_OUT.test(file));

describe('examples', () => {
  it('are looked through, and a model that stops is found', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(['`gpt-5`', 'model: "gpt-4o-mini"', 'o3.', 'gpt-5.1'].map((text) => text.match(names)?.[0])).toEqual(['gpt-5', 'gpt-4o-mini', 'o3', 'gpt-5.1']);
    expect('gpt-5.6-luna gpt-5.5 gpt-6-luna openai/gpt-5 to3'.match(names)).toBeNull();
  });

  it.each(files.map((file) => [file]))('of %s name no model with a last day', (file) => {
    const found = readFileSync(root + file, 'utf8').match(names) ?? [];
    expect(found.filter((name) => ABOUT[file]?.includes(name) !== true)).toEqual([]);
  });
});
