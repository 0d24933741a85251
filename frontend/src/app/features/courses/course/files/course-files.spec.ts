import { courseText } from './course-files.js';
import { formatsOf } from './course-formats.js';
import { fileName } from './file-name.js';

const result = {
  transcript: { text: 'Раз. Два.', segments: [{ start: 0, end: 2.5, text: 'Раз.\r\r\u2028\n--> нет <i>&' }, { start: 3661.007, end: 3662, text: 'Два.' }] },
  outline: { title: 'Цветы', sections: [{ title: 'Полив', summary: 'Сколько\nлить.' }] },
  lessons: [{ title: 'Полив цветов', markdown: '## Зачем\n\n````\n```\n# не заголовок\n````\n# Итог' }],
};
const words = { outline: 'План' };

describe('the files of a course', () => {
  it('have the lessons’ headings below their titles, and code untouched', () => {
    expect(courseText('md', 'Цветы дома', result, words)).toBe(
      '# Цветы дома\n\n## План\n\n1. **Полив цветов**\n   Сколько лить.\n\n## 1. Полив цветов\n\n#### Зачем\n\n````\n```\n# не заголовок\n````\n### Итог\n',
    );
  });

  it('demote only as far as needed, and carry no raw HTML but in code', () => {
    const lesson = (markdown: string) => courseText('md', 'Т', { lessons: [{ title: 'У', markdown }] }, words).split('\n\n').slice(2).join('\n\n');
    expect(lesson('## Зачем')).toBe('### Зачем\n');
    expect(lesson('a <script>alert(1)</script> `<b>` <https://a.example> 1 < 2')).toBe('a &lt;script>alert(1)&lt;/script> `<b>` <https://a.example> 1 < 2\n');
    expect(lesson('```\n<b>\n```')).toBe('```\n<b>\n```\n');
  });

  it('time subtitles to the millisecond, and let no text end a cue or begin markup', () => {
    expect(courseText('srt', '', result, words)).toBe('1\n00:00:00,000 --> 00:00:02,500\nРаз. → нет <i>&\n\n2\n01:01:01,007 --> 01:01:02,000\nДва.\n');
    expect(courseText('vtt', '', result, words)).toMatch(/^WEBVTT\n\n1\n00:00:00\.000 --> 00:00:02\.500\nРаз\. --&gt; нет &lt;i&gt;&amp;\n/);
  });

  it('have the transcript as plain text, and everything as JSON under its present title', () => {
    expect(courseText('txt', '', result, words)).toBe('Раз. --> нет <i>&\n\nДва.\n');
    expect(courseText('timed', '', result, words)).toBe('[0:00] Раз. --> нет <i>&\n\n[1:01:01] Два.\n');
    expect(courseText('txt', '', { ...result, transcript: { text: ' Раз. Два. ', segments: [] } }, words)).toBe('Раз. Два.\n');
    expect(JSON.parse(courseText('json', 'Цветы дома', result, words))).toEqual({ title: 'Цветы дома', ...result });
  });

  it('are offered as far as there is something in them', () => {
    expect(formatsOf(result)).toEqual(['docx', 'md', 'txt', 'timed', 'srt', 'vtt', 'json']);
    expect(formatsOf({ ...result, transcript: { text: 'Раз.', segments: [] } })).toEqual(['docx', 'md', 'txt', 'json']);
    expect(formatsOf({ transcript: result.transcript })).toEqual(['txt', 'timed', 'srt', 'vtt', 'json']);
    expect(formatsOf({ lessons: [null] })).toEqual([]);
  });

  it.each([
    ['../Цветы: «полив»\u202Egpj?', '.. Цветы «полив» gpj.md'],
    ['  ', 'course.md'],
    ['con', '_con.md'],
    ['Aux.лекция', '_Aux.лекция.md'],
    ['Конец. . ', 'Конец.md'],
    ['Ё'.repeat(79) + '😀хвост', 'Ё'.repeat(79) + '😀.md'],
    ['a\u0000b\u2028c\nd', 'a b c d.md'],
  ])('make of the title %j a name that every system takes', (title, name) => {
    expect(fileName(title, 'md')).toBe(name);
  });
});
