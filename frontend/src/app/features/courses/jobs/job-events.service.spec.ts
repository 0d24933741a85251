import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { lastValueFrom, of, toArray } from 'rxjs';
import { bodyOf } from '../../../../testing/streams.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';
import { JobEventsService } from './job-events.service.js';

const original = globalThis.fetch;
const fetchMock = jest.fn<typeof fetch>();
const refresh = jest.fn(() => of(true));

function event(id: number, type: string, data: object): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function follow() {
  return lastValueFrom(TestBed.inject(JobEventsService).follow('a job').pipe(toArray()));
}

function resumedBehind(call: number): string | undefined {
  return (fetchMock.mock.calls[call]?.[1]?.headers as Record<string, string>)['last-event-id'];
}

describe('JobEventsService', () => {
  beforeEach(() => {
    globalThis.fetch = fetchMock;
    fetchMock.mockReset();
    refresh.mockClear();
    TestBed.configureTestingModule({ providers: [{ provide: SessionRefreshService, useValue: { refresh } }] });
  });
  afterEach(() => (globalThis.fetch = original));

  it('hands on events as they come, and completes after the last', async () => {
    const end = event(2, 'completed', { status: 'completed' });
    fetchMock.mockResolvedValue(new Response(bodyOf([': still here\n\n', event(1, 'progress', { progress: 7 }), end.slice(0, 20), end.slice(20)])));
    const signals = await follow();
    expect(signals.map((signal) => (signal.type === 'event' ? signal.event : signal))).toEqual([
      { id: '1', type: 'progress', data: { progress: 7 } },
      { id: '2', type: 'completed', data: { status: 'completed' } },
    ]);
    expect(fetchMock.mock.calls[0]?.[0]).toBe('/api/jobs/a%20job/events');
  });

  it('connects again behind the last event when the stream breaks', async () => {
    fetchMock.mockResolvedValueOnce(new Response(bodyOf([event(4, 'progress', {})], new TypeError('network error'))));
    fetchMock.mockResolvedValueOnce(new Response(bodyOf([event(5, 'failed', {})])));
    const signals = await follow();
    expect(signals.filter(({ type }) => type === 'event')).toHaveLength(2);
    expect(resumedBehind(0)).toBeUndefined();
    expect(resumedBehind(1)).toBe('4');
  });

  it('says that the connection is lost when it does not come back at once, and when it does', async () => {
    fetchMock.mockRejectedValueOnce(new TypeError('offline')).mockRejectedValueOnce(new TypeError('offline'));
    fetchMock.mockResolvedValueOnce(new Response(bodyOf([event(1, 'cancelled', {})])));
    const signals = await follow();
    expect(signals.slice(0, 2)).toEqual([
      { type: 'connection', lost: true },
      { type: 'connection', lost: false },
    ]);
  });

  it('completes when the server has nothing more to tell', async () => {
    fetchMock.mockResolvedValue(new Response(null, { status: 204 }));
    expect(await follow()).toEqual([]);
  });

  it('renews the session once, and gives up on what asking again would not mend', async () => {
    fetchMock.mockResolvedValueOnce(new Response('{}', { status: 401 }));
    fetchMock.mockResolvedValueOnce(new Response(JSON.stringify({ code: 'not_found', detail: 'no' }), { status: 404 }));
    await expect(follow()).rejects.toMatchObject({ code: 'not_found' });
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });
});
