import { TestBed } from '@angular/core/testing';
import type { KeyDetails } from '#vault';
import { provideTranslations } from '../__support__/translations.js';
import { KeyDetailsComponent } from './key-details.component.js';

async function render(stored: KeyDetails = {}) {
  TestBed.configureTestingModule({ providers: [provideTranslations('en')] });
  const fixture = TestBed.createComponent(KeyDetailsComponent);
  fixture.componentRef.setInput('provider', 'openai');
  fixture.componentRef.setInput('stored', stored);
  await fixture.whenStable();
  const field = (name: string): HTMLInputElement => {
    const found = (fixture.nativeElement as HTMLElement).querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (found === null) throw new Error(`There is no field ${name}.`);
    return found;
  };
  const type = async (name: string, text: string): Promise<void> => {
    field(name).value = text;
    field(name).dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const read = async (): Promise<KeyDetails | undefined> => {
    const details = fixture.componentInstance.read();
    await fixture.whenStable();
    return details;
  };
  return { fixture, field, type, read };
}

describe('what is said of a key', () => {
  it('shows what is stored, and gives what was typed, without blanks around an account', async () => {
    const { field, type, read } = await render({ label: 'work', accounts: { 'openai-project': 'proj_1' } });
    expect([field('byok-key-label').value, field('byok-openai-project').value]).toEqual(['work', 'proj_1']);
    await type('byok-openai-organization', ' org_7 ');
    expect(await read()).toEqual({ label: 'work', accounts: { 'openai-organization': 'org_7', 'openai-project': 'proj_1' } });
  });

  it('marks an account of another form once it is read, and not while it is typed', async () => {
    const { field, type, read } = await render();
    await type('byok-openai-project', 'no account');
    expect(field('byok-openai-project').getAttribute('aria-invalid')).toBe('false');
    expect(await read()).toBeUndefined();
    expect(field('byok-openai-project').getAttribute('aria-invalid')).toBe('true');
    await type('byok-openai-project', 'proj_1');
    expect(field('byok-openai-project').getAttribute('aria-invalid')).toBe('false');
    expect(await read()).toEqual({ label: '', accounts: { 'openai-organization': '', 'openai-project': 'proj_1' } });
  });

  it('begins anew when another key is described', async () => {
    const { fixture, field } = await render({ label: 'work' });
    fixture.componentRef.setInput('stored', { label: 'home' });
    await fixture.whenStable();
    expect(field('byok-key-label').value).toBe('home');
  });
});
