import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { Subject, type Observable } from 'rxjs';
import { BYOK_USER, VaultFacade, type VaultEntrySummary, type VaultStatus } from '#angular-byok';
import { SealedCalls } from '#angular-byok/sealing';
import { DEFAULT_PREFERENCES, type ByokProviderId, type Preferences, type Receipt } from '#contracts';
import { CatalogStore } from '../../core/api/catalog.store.js';
import { ApiError } from '../../core/http/api-error.js';
import { SessionService } from '../../core/session/session.service.js';
import { AttachmentDraft } from './attachments/attachment-draft.service.js';
import type { Attachment } from './attachments/attachment.js';
import { ChatStreamService, type ChatEvent, type ChatRequest } from './chat/chat-stream.service.js';
import { PendingQuestion } from './conversation/pending-question.service.js';
import { ConversationService } from './conversation.service.js';

const receipt: Receipt = { source: 'byok', provider: 'openai', model: 'gpt-6-luna', tier: 1, attempts: [] };

/** What the catalog says, as far as it matters. */
const models: Record<string, { abilities: string[]; contextTokens: number }> = {
  seeing: { abilities: ['chat', 'vision'], contextTokens: 100_000 },
  blind: { abilities: ['chat'], contextTokens: 1_000 },
};

function setUp(stored: ByokProviderId[], vaultStatus: VaultStatus, preferences: Partial<Preferences> = {}) {
  const status = signal<VaultStatus>(vaultStatus);
  const entries = signal<readonly VaultEntrySummary[]>(stored.map((provider) => ({ id: provider, provider, addedAt: '' })));
  const sealedHeaders = jest.fn(async (providers: readonly ByokProviderId[]): Promise<Record<string, string>> =>
    Object.fromEntries(providers.filter((provider) => stored.includes(provider)).map((provider) => [`x-byok-${provider}-key`, 'byok1.…'])),
  );
  const noteOutcomes = jest.fn();
  const calls: { request: ChatRequest; keys: Readonly<Record<string, string>>; events: Subject<ChatEvent> }[] = [];
  const stream = (request: ChatRequest, keys: Readonly<Record<string, string>>): Observable<ChatEvent> => {
    const events = new Subject<ChatEvent>();
    calls.push({ request, keys, events });
    return events;
  };
  TestBed.configureTestingModule({
    providers: [
      AttachmentDraft,
      ConversationService,
      PendingQuestion,
      SealedCalls,
      { provide: CatalogStore, useValue: { find: (_provider: string, id: string) => models[id] && { model: models[id] } } },
      { provide: BYOK_USER, useValue: signal(null) },
      { provide: ChatStreamService, useValue: { stream } },
      { provide: SessionService, useValue: { account: signal({ preferences: { ...DEFAULT_PREFERENCES, ...preferences } }) } },
      { provide: VaultFacade, useValue: { status, entries, policies: signal({}), noteOutcomes, lockAt: signal(null), sealedHeaders, lock: () => undefined } },
    ],
  });
  return { conversation: TestBed.inject(ConversationService), status, calls, sealedHeaders, noteOutcomes };
}

async function say(conversation: ConversationService, prompt: string): Promise<void> {
  conversation.draft.set(prompt);
  conversation.send();
  await settle();
}

async function settle(): Promise<void> {
  TestBed.tick();
  await new Promise((resolve) => setTimeout(resolve, 80));
  TestBed.tick();
}

describe('ConversationService', () => {
  it('shows the receipt before the text, then the text, then the end', async () => {
    const { conversation, calls } = setUp(['openai'], 'unlocked');
    await say(conversation, 'План');
    expect(conversation.exchanges()[0]).toMatchObject({ prompt: 'План', state: 'waiting' });
    calls[0]?.events.next({ type: 'receipt', receipt });
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'waiting', receipt });
    calls[0]?.events.next({ type: 'text', text: 'Раз' });
    calls[0]?.events.next({ type: 'text', text: 'два' });
    await settle();
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'streaming', answer: 'Раздва' });
    calls[0]?.events.next({ type: 'finish', reason: 'stop' });
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'done', answer: 'Раздва' });
    expect(conversation.running()).toBe(false);
  });

  it('sends what was said before, but not what failed', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'Первый');
    calls[0]?.events.next({ type: 'text', text: 'Ответ' });
    calls[0]?.events.next({ type: 'finish', reason: 'stop' });
    await say(conversation, 'Второй');
    calls[1]?.events.error(new ApiError({ status: 402, code: 'key_no_credit', detail: '' }));
    await say(conversation, 'Третий');
    expect(calls[2]?.request.messages).toEqual([
      { role: 'user', content: 'Первый' },
      { role: 'assistant', content: 'Ответ' },
      { role: 'user', content: 'Третий' },
    ]);
  });

  it('asks the vault for the key of the chosen model alone', async () => {
    const { conversation, sealedHeaders, calls } = setUp(['openai', 'gemini'], 'unlocked');
    conversation.model.set('openai/gpt-6-luna');
    await say(conversation, 'План');
    expect(sealedHeaders).toHaveBeenCalledWith(['openai']);
    expect(calls[0]?.keys).toEqual({ 'x-byok-openai-key': 'byok1.…' });
  });

  it('holds the request while the vault is locked, and sends it with the key once it opens', async () => {
    const { conversation, status, calls } = setUp(['openai'], 'locked');
    await say(conversation, 'План');
    expect(conversation.waitsForVault()).toBe(true);
    expect(calls).toHaveLength(0);
    status.set('unlocked');
    await settle();
    expect(calls[0]?.keys).toEqual({ 'x-byok-openai-key': 'byok1.…' });
    expect(conversation.exchanges()[0]?.prompt).toBe('План');
  });

  it('sends without the key when the person says so', async () => {
    const { conversation, calls, sealedHeaders } = setUp(['openai'], 'locked');
    await say(conversation, 'План');
    conversation.sendWithoutKey();
    await settle();
    expect(sealedHeaders).toHaveBeenCalledWith([]);
    expect(calls[0]?.keys).toEqual({});
  });

  it('gives the text back instead of losing it', async () => {
    const { conversation, calls } = setUp(['openai'], 'locked');
    await say(conversation, 'Длинный план');
    conversation.takeBack();
    expect(conversation.draft()).toBe('Длинный план');
    expect(conversation.waitsForVault()).toBe(false);
    expect(calls).toHaveLength(0);
  });

  it('keeps prompt and partial answer when a call fails, and can send again', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'План');
    calls[0]?.events.next({ type: 'text', text: 'Нача' });
    calls[0]?.events.error(new ApiError({ status: 200, code: 'stream_broken', detail: '' }));
    const failed = conversation.exchanges()[0];
    expect(failed).toMatchObject({ prompt: 'План', answer: 'Нача', state: 'failed' });
    conversation.draft.set('уже пишу дальше');
    if (failed) conversation.sendAgain(failed);
    await settle();
    expect(conversation.exchanges()).toHaveLength(1);
    expect(calls[1]?.request.messages).toEqual([{ role: 'user', content: 'План' }]);
    expect(conversation.draft()).toBe('уже пишу дальше');
  });

  it('shows a failure of the vault in place', async () => {
    const { conversation, sealedHeaders } = setUp(['openai'], 'unlocked');
    sealedHeaders.mockRejectedValueOnce(new Error('locked meanwhile'));
    await say(conversation, 'План');
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'failed', error: { code: 'unexpected' } });
  });

  it('keeps an answer beside the one that is asked for again, and shows either with what followed it', async () => {
    const { conversation, calls } = setUp([], 'absent');
    const answer = async (index: number, text: string) => {
      await settle();
      calls[index]?.events.next({ type: 'text', text });
      calls[index]?.events.next({ type: 'finish', reason: 'stop' });
      await settle();
    };
    const shown = () => conversation.exchanges().map(({ prompt, answer: words }) => `${prompt}: ${words}`);
    await say(conversation, 'План');
    await answer(0, 'раз');
    await say(conversation, 'Короче');
    await answer(1, 'кратко');
    const [first] = conversation.exchanges();
    if (!first) throw new Error('nothing was asked');
    conversation.sendAgain(first, 'openai/gpt-6-luna');
    await answer(2, 'два');
    expect(calls[2]?.request).toEqual({ model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: 'План' }] });
    expect(shown()).toEqual(['План: два']);
    const [second] = conversation.exchanges();
    if (!second) throw new Error('nothing was asked');
    expect(conversation.alternativesOf(second).map(({ answer: words }) => words)).toEqual(['раз', 'два']);
    conversation.choose(first);
    expect(shown()).toEqual(['План: раз', 'Короче: кратко']);
    conversation.reword(first, 'План урока');
    await answer(3, 'три');
    expect(shown()).toEqual(['План урока: три']);
    expect(conversation.alternativesOf(first)).toHaveLength(3);
  });

  it('asks for the rest of an answer behind it', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'План');
    calls[0]?.events.next({ type: 'text', text: 'Начало' });
    calls[0]?.events.next({ type: 'finish', reason: 'length' });
    await settle();
    const [cut] = conversation.exchanges();
    if (cut) conversation.proceed(cut, 'Продолжи');
    await settle();
    expect(calls[1]?.request.messages).toEqual([
      { role: 'user', content: 'План' },
      { role: 'assistant', content: 'Начало' },
      { role: 'user', content: 'Продолжи' },
    ]);
  });

  it('goes back to what "New conversation" has left, and takes along what is being written', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'План');
    calls[0]?.events.next({ type: 'text', text: 'Начало' });
    conversation.draft.set('черновик');
    const before = conversation.startOver();
    expect(conversation.exchanges()).toEqual([]);
    expect(conversation.draft()).toBe('черновик');
    expect(conversation.state().id).not.toBe(before.id);
    conversation.open(before);
    expect(conversation.exchanges()[0]).toMatchObject({ prompt: 'План', answer: 'Начало', state: 'stopped' });
  });

  it('stops the call and keeps what came', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'План');
    calls[0]?.events.next({ type: 'text', text: 'Нача' });
    conversation.stop();
    expect(calls[0]?.events.observed).toBe(false);
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'stopped', answer: 'Нача' });
  });

  it('does not send nothing, nor twice, nor before the vault is read', async () => {
    const { conversation, calls, status } = setUp(['openai'], 'loading');
    await say(conversation, 'План');
    expect(calls).toHaveLength(0);
    expect(conversation.draft()).toBe('План');
    status.set('unlocked');
    await say(conversation, '   ');
    expect(calls).toHaveLength(0);
    await say(conversation, 'План');
    await say(conversation, 'Ещё');
    expect(calls).toHaveLength(1);
    expect(conversation.draft()).toBe('Ещё');
  });

  it('sends what was sent before it was known who pays, as soon as it is, unless somebody goes on writing', async () => {
    const { conversation, calls, status } = setUp(['openai'], 'loading');
    await say(conversation, 'План');
    expect([conversation.isAboutToGo(), calls.length]).toEqual([true, 0]);
    status.set('unlocked');
    await settle();
    expect([conversation.isAboutToGo(), calls.length, conversation.draft()]).toEqual([false, 1, '']);

    conversation.stop();
    status.set('loading');
    await say(conversation, 'Ещё');
    conversation.draft.set('Ещё и ещё');
    expect(conversation.isAboutToGo()).toBe(false);
    status.set('unlocked');
    await settle();
    expect([calls.length, conversation.draft()]).toEqual([1, 'Ещё и ещё']);
  });

  it('holds what is sent back until the conversation is there that it goes on with', async () => {
    const { conversation, calls } = setUp([], 'absent');
    const { awaitsConversation } = TestBed.inject(PendingQuestion);
    awaitsConversation.set(true);
    await say(conversation, 'План');
    expect([conversation.isAboutToGo(), calls.length]).toEqual([true, 0]);
    awaitsConversation.set(false);
    await settle();
    expect([conversation.isAboutToGo(), calls.length, conversation.draft()]).toEqual([false, 1, '']);
  });

  it('blames nobody for a call that the browser breaks off because the page goes', async () => {
    const { conversation, calls } = setUp([], 'absent');
    await say(conversation, 'План');
    calls[0]?.events.next({ type: 'text', text: 'Нача' });
    window.dispatchEvent(new Event('beforeunload'));
    calls[0]?.events.error(new ApiError({ status: 0, code: 'stream_broken', detail: '' }));
    expect(conversation.exchanges()[0]).toMatchObject({ state: 'cut', answer: 'Нача' });
    expect(conversation.exchanges()[0]?.error).toBeUndefined();

    await say(conversation, 'Ещё');
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_000);
    calls[1]?.events.error(new ApiError({ status: 0, code: 'stream_broken', detail: '' }));
    later.mockRestore();
    expect(conversation.exchanges()[1]).toMatchObject({ state: 'failed', error: { code: 'stream_broken' } });
  });

  describe('with attachments', () => {
    const picture: Attachment = { id: 'p', name: 'роза.png', kind: 'picture', size: 1, textLength: 0, bodyBytes: 30, content: 'data:image/png;base64,AAAA' };
    const part = { type: 'image_url', image_url: { url: picture.content } };

    function attach(): void {
      TestBed.inject(AttachmentDraft).set([picture]);
    }

    it('sends them with the question, again with later ones, and keeps them in branches', async () => {
      const { conversation, calls } = setUp([], 'absent');
      attach();
      await say(conversation, 'Что это?');
      expect(calls[0]?.request.messages).toEqual([{ role: 'user', content: [part, { type: 'text', text: 'Что это?' }] }]);
      expect(TestBed.inject(AttachmentDraft).all()).toEqual([]);
      calls[0]?.events.next({ type: 'text', text: 'Роза' });
      calls[0]?.events.next({ type: 'finish', reason: 'stop' });
      await say(conversation, 'Какая?');
      expect(calls[1]?.request.messages).toEqual([
        { role: 'user', content: [part, { type: 'text', text: 'Что это?' }] },
        { role: 'assistant', content: 'Роза' },
        { role: 'user', content: 'Какая?' },
      ]);
      calls[1]?.events.next({ type: 'finish', reason: 'stop' });
      const [first] = conversation.exchanges();
      conversation.reword(first!, 'Что на картинке?');
      await settle();
      expect(calls[2]?.request.messages).toEqual([{ role: 'user', content: [part, { type: 'text', text: 'Что на картинке?' }] }]);
      expect(conversation.exchanges()[0]?.attachments).toEqual([picture]);
    });

    it('holds sending while the chosen model sees no pictures', async () => {
      const { conversation, calls } = setUp([], 'absent');
      attach();
      conversation.model.set('openai/blind');
      await say(conversation, 'Что это?');
      expect(conversation.obstacle()).toBe('pictures');
      expect([conversation.canSend(), calls.length, conversation.draft()]).toEqual([false, 0, 'Что это?']);
      conversation.model.set('openai/seeing');
      expect([conversation.obstacle(), conversation.canSend()]).toEqual([undefined, true]);
    });

    it('leaves pictures of earlier questions behind for a model that sees none', async () => {
      const { conversation, calls } = setUp([], 'absent');
      attach();
      await say(conversation, 'Что это?');
      calls[0]?.events.next({ type: 'text', text: 'Роза' });
      calls[0]?.events.next({ type: 'finish', reason: 'stop' });
      conversation.model.set('openai/blind');
      await say(conversation, 'Какая?');
      expect(JSON.stringify(calls[1]?.request.messages)).not.toContain('base64');
      expect(JSON.stringify(calls[1]?.request.messages)).toContain('роза.png');
    });

    it('gives them back with the text when the vault is not opened', async () => {
      const { conversation, calls } = setUp(['openai'], 'locked');
      attach();
      await say(conversation, 'Что это?');
      expect(conversation.waitingFiles().map(({ name }) => name)).toEqual(['роза.png']);
      conversation.takeBack();
      expect(TestBed.inject(AttachmentDraft).attached()).toEqual([picture]);
      expect(calls).toHaveLength(0);
    });
  });
});
