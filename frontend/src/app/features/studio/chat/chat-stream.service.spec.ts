import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { lastValueFrom, of, toArray } from 'rxjs';
import type { RequestEnvelope } from '#contracts';
import { bodyOf } from '../../../../testing/streams.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';
import { ChatStreamService, type ChatEvent } from './chat-stream.service.js';

const original = globalThis.fetch;
const fetchMock = jest.fn<typeof fetch>();
const refresh = jest.fn(() => of(true));
const request = { model: 'openai/gpt-6-luna', messages: [{ role: 'user' as const, content: 'Привет' }] };
const receiptHeaders = {
  'x-byok-credential-source': 'byok',
  'x-byok-provider': 'openai',
  'x-byok-model': 'gpt-6-luna',
  'x-byok-tier': '1',
  'x-byok-attempts': 'byok:openai:ok',
};

function chunk(delta: string, finish: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content: delta }, finish_reason: finish }] })}\n\n`;
}

function answer(pieces: string[], breaksWith?: Error): Response {
  return new Response(bodyOf(pieces, breaksWith), { headers: receiptHeaders });
}

function send(): Promise<ChatEvent[]> {
  return lastValueFrom(
    TestBed.inject(ChatStreamService)
      .stream(request, { 'x-byok-openai-key': 'byok1.a.1.b.c' as RequestEnvelope })
      .pipe(toArray()),
  );
}

describe('ChatStreamService', () => {
  beforeEach(() => {
    globalThis.fetch = fetchMock;
    fetchMock.mockReset();
    refresh.mockClear();
    TestBed.configureTestingModule({
      providers: [
        { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'token' } },
        { provide: SessionRefreshService, useValue: { refresh } },
      ],
    });
  });
  afterEach(() => (globalThis.fetch = original));

  it('sends cookies, XSRF token and sealed keys, and hands on receipt, text and end in this order', async () => {
    fetchMock.mockResolvedValue(answer([chunk('При'), chunk('вет'), chunk('', 'stop'), 'data: [DONE]\n\n']));
    const events = await send();
    expect(events.map(({ type }) => type)).toEqual(['receipt', 'text', 'text', 'finish']);
    expect(events[0]).toMatchObject({ receipt: { source: 'byok', provider: 'openai', model: 'gpt-6-luna' } });
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    const [url, init] = fetchMock.mock.calls[0] ?? [];
    expect(url).toBe('/api/v1/chat/completions');
    expect(init).toMatchObject({
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'x-byok-openai-key': 'byok1.a.1.b.c', 'x-xsrf-token': 'token' },
    });
    expect(JSON.parse(String(init?.body))).toEqual({ ...request, stream: true, stream_options: { include_usage: true } });
  });

  it('fails with code and receipt when the call is refused', async () => {
    const body = JSON.stringify({ error: { message: 'No credit.', code: 'key_no_credit' } });
    fetchMock.mockResolvedValue(new Response(body, { status: 402, headers: { ...receiptHeaders, 'x-byok-code': 'key_no_credit' } }));
    await expect(send()).rejects.toMatchObject({ code: 'key_no_credit', status: 402, receipt: { provider: 'openai' } });
    expect(refresh).not.toHaveBeenCalled();
  });

  it('renews an expired session and sends again', async () => {
    fetchMock.mockResolvedValueOnce(new Response('{}', { status: 401, headers: { 'x-byok-code': 'unauthenticated' } }));
    fetchMock.mockResolvedValueOnce(answer([chunk('да', 'stop')]));
    expect((await send()).map(({ type }) => type)).toEqual(['receipt', 'text', 'finish']);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it("does not take a provider's 401 for an expired session", async () => {
    fetchMock.mockResolvedValue(new Response('{}', { status: 401, headers: { 'x-byok-code': 'key_invalid' } }));
    await expect(send()).rejects.toMatchObject({ code: 'key_invalid' });
    expect(refresh).not.toHaveBeenCalled();
  });

  it.each([
    ['breaks off', answer.bind(null, [chunk('нача')], new Error('reset'))],
    ['ends without a finish', answer.bind(null, [chunk('нача')])],
  ])('says that the stream broke when it %s', async (_, response) => {
    fetchMock.mockResolvedValue(response());
    await expect(send()).rejects.toMatchObject({ code: 'stream_broken' });
  });

  it("passes on the code of the stream's own error event", async () => {
    const error = `data: ${JSON.stringify({ error: { message: 'Overloaded.', code: 'provider_overloaded' } })}\n\n`;
    fetchMock.mockResolvedValue(answer([chunk('нача'), error]));
    await expect(send()).rejects.toMatchObject({ code: 'provider_overloaded', detail: 'Overloaded.' });
  });

  it('calls a lost connection offline', async () => {
    fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(send()).rejects.toMatchObject({ code: 'offline' });
  });

  it('aborts the call when nobody listens any more', async () => {
    fetchMock.mockImplementation(() => new Promise(() => undefined));
    const subscription = TestBed.inject(ChatStreamService).stream(request, {}).subscribe();
    subscription.unsubscribe();
    expect(fetchMock.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
  });
});
