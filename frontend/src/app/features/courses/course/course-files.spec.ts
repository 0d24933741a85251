import { courseMarkdown, courseText, fileName, formatsOf } from './course-files.js';

const result = {
  transcript: { text: 'Раз. Два.', segments: [{ start: 0, end: 2.5, text: 'Раз.\n\n--> нет' }, { start: 3661.007, end: 3662, text: 'Два.' }] },
  outline: { title: 'Цветы', sections: [{ title: 'Полив', summary: 'Сколько\nлить.' }] },
  lessons: [{ title: 'Полив', markdown: '## Зачем\n\n```\n# не заголовок\n```' }],
};

describe('the files of a course', () => {
  it('have the lessons’ headings below their titles, and code untouched', () => {
    const markdown = courseMarkdown(result, { outline: 'План' });
    expect(markdown).toBe('# Цветы\n\n## План\n\n1. **Полив**\n   Сколько лить.\n\n## 1. Полив\n\n### Зачем\n\n```\n# не заголовок\n```\n');
  });

  it('time subtitles to the millisecond, and let no text end a cue', () => {
    expect(courseText('srt', result, { outline: '' })).toBe(
      '1\n00:00:00,000 --> 00:00:02,500\nРаз.\n→ нет\n\n2\n01:01:01,007 --> 01:01:02,000\nДва.\n',
    );
    expect(courseText('vtt', result, { outline: '' })).toMatch(/^WEBVTT\n\n1\n00:00:00\.000 --> /);
  });

  it('are offered as far as there is something in them', () => {
    expect(formatsOf(result)).toEqual(['md', 'srt', 'vtt', 'json']);
    expect(formatsOf({ ...result, transcript: { text: 'Раз.', segments: [] } })).toEqual(['md', 'json']);
  });

  it('have names without paths and turning marks', () => {
    expect(fileName('../Цветы: «полив»\u202Egpj?', 'md')).toBe('.. Цветы «полив» gpj.md');
    expect(fileName('  ', 'srt')).toBe('course.srt');
  });
});
