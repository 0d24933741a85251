import type { Page, Route } from '@playwright/test';

export const COURSE_ID = '0b8f3d3e-5d0e-4c0a-9f57-3d9a1f6f2c11';

export interface LessonView {
  title: string;
  markdown: string;
}

/** `GET /api/jobs/:id`, as far as these tests set it. */
export interface CourseView {
  status: 'queued' | 'active' | 'completed' | 'failed' | 'cancelled';
  stage: string;
  progress: number;
  title?: string;
  result?: {
    transcript?: { text: string; segments: { start: number; end: number; text: string }[] };
    outline?: { title: string; sections: { title: string; summary: string }[] };
    lessons?: (LessonView | null)[];
  };
  error?: { code: string; detail: string };
  receipts?: { stage: string; credentialSource: string; provider: string; model?: string; attempts: string }[];
}

export const OUTLINE = {
  title: 'Комнатные цветы',
  sections: [
    { title: 'Полив', summary: 'Сколько и когда лить воды.' },
    { title: 'Свет', summary: 'Куда ставить горшок.' },
  ],
};
export const LESSONS: LessonView[] = [
  { title: 'Полив', markdown: 'Лейте **понемногу**.\n\n## Как часто\n\n1. Летом\n2. Зимой' },
  { title: 'Свет', markdown: 'Ставьте горшок к окну.' },
];

/** A transcript with so many segments, four seconds each; the word `сорок` is in every fortieth. */
export function spoken(count: number): NonNullable<CourseView['result']>['transcript'] {
  const segments = Array.from({ length: count }, (_entry, index) => ({
    start: index * 4,
    end: index * 4 + 4,
    text: `Фраза номер ${index + 1} о том, как растёт цветок${index % 40 === 0 ? ' и почему ему нужно сорок дней' : ''}.`,
  }));
  return { text: segments.map(({ text }) => text).join(' '), segments };
}

export const COMPLETED: CourseView = {
  status: 'completed',
  stage: 'lesson',
  progress: 100,
  result: { transcript: spoken(12), outline: OUTLINE, lessons: LESSONS },
};

/** Stands in for the server's answers about one course, so that a test can lead it through any state. */
export class CourseServer {
  /** Calls that change the course: method, path behind the course's, body. */
  readonly calls: { method: string; path: string; body: unknown; headers: Record<string, string> }[] = [];
  /** Answers to changing calls, instead of success. */
  answer: ((route: Route) => Promise<void> | undefined) | undefined;
  private waiting: (() => void)[] = [];
  private changes = 0;
  private told = 0;

  private constructor(public view: CourseView) {}

  static async on(page: Page, view: CourseView): Promise<CourseServer> {
    const server = new CourseServer(view);
    await page.route(`**/api/jobs/${COURSE_ID}`, (route) => server.serve(route));
    await page.route(`**/api/jobs/${COURSE_ID}/**`, (route) => server.serve(route));
    return server;
  }

  /** The course goes on to this state, and whoever follows it hears so. */
  become(view: CourseView): void {
    this.view = view;
    this.changes += 1;
    for (const tell of this.waiting.splice(0)) tell();
  }

  /** Another tab saves a lesson; nobody hears of that. */
  changeLesson(index: number, markdown: string): void {
    const lessons = (this.view.result?.lessons ?? []).map((lesson, at) => (lesson && at === index ? { ...lesson, markdown } : lesson));
    this.view = { ...this.view, result: { ...this.view.result, lessons } };
  }

  private full(): object {
    return { id: COURSE_ID, type: 'course', receipts: [], createdAt: '2026-11-20T10:00:00.000Z', ...this.view };
  }

  private async serve(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname.split(COURSE_ID)[1] ?? '';
    if (path === '/events') return this.follow(route);
    if (request.method() === 'GET') return route.fulfill({ json: this.full() });
    this.calls.push({ method: request.method(), path, body: request.postDataJSON() as unknown, headers: request.headers() });
    const refused = this.answer?.(route);
    if (refused !== undefined) return refused;
    return this.change(route, path, (request.postDataJSON() ?? {}) as LessonView & { replaces?: LessonView });
  }

  private async change(route: Route, path: string, { replaces, ...body }: LessonView & { replaces?: LessonView }): Promise<void> {
    const lesson = /^\/lessons\/(\d+)$/.exec(path)?.[1];
    if (lesson !== undefined) {
      const known = this.view.result?.lessons?.[Number(lesson)];
      if (replaces && replaces.markdown !== known?.markdown) {
        return route.fulfill({ status: 409, json: { code: 'conflict', detail: 'The lesson was changed meanwhile.', status: 409 } });
      }
      const lessons = (this.view.result?.lessons ?? []).map((entry, index) => (index === Number(lesson) ? body : entry));
      this.view = { ...this.view, result: { ...this.view.result, lessons } };
      return route.fulfill({ json: body });
    }
    const section = /^\/outline\/(\d+)$/.exec(path)?.[1];
    const outline = this.view.result?.outline;
    if (section !== undefined && outline) {
      const { summary } = route.request().postDataJSON() as { summary: string };
      const sections = outline.sections.map((entry, index) => (index === Number(section) ? { ...entry, summary } : entry));
      this.view = { ...this.view, result: { ...this.view.result, outline: { ...outline, sections } } };
      return route.fulfill({ json: { summary } });
    }
    if (path === '/retry') {
      const { error: _error, ...rest } = this.view;
      this.view = { ...rest, status: 'queued' };
      return route.fulfill({ status: 202, json: { id: COURSE_ID, type: 'course', status: 'queued' } });
    }
    this.view = { ...this.view, title: body.title };
    return route.fulfill({ json: { ...this.full(), result: undefined } });
  }

  /** Answers with one event when the course changes; the client then connects again, as after a broken stream. */
  private async follow(route: Route): Promise<void> {
    if (this.told === this.changes) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.told = this.changes;
    const { status, stage, progress } = this.view;
    const type = status === 'queued' || status === 'active' ? 'progress' : status;
    const data = type === 'progress' ? { status, stage, progress } : this.full();
    await route.fulfill({ contentType: 'text/event-stream', body: `event: ${type}\ndata: ${JSON.stringify(data)}\n\n` }).catch(() => undefined);
  }
}
