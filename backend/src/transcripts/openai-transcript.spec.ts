import { OPENAI_TRANSCRIPT_FORMATS, openAiTranscript, openAiTranscriptEvents } from './openai-transcript.js';
import type { Transcription } from './transcription.js';

const transcript: Transcription = {
  language: 'russian',
  tokens: { input: 100, output: 20 },
  segments: [
    { start: 0, end: 59.9996, text: 'Первая фраза.' },
    { start: 60, end: 3725.25, text: 'Вторая,\n\nв две строки.' },
  ],
};

describe('a transcript', () => {
  it('has the formats of OpenAI', () => {
    expect(OPENAI_TRANSCRIPT_FORMATS).toEqual(['json', 'text', 'srt', 'vtt', 'verbose_json']);
  });

  it('is written as subtitles, with times that carry over', () => {
    expect(openAiTranscript(transcript, 'srt').body).toBe(
      '1\n00:00:00,000 --> 00:01:00,000\nПервая фраза.\n\n2\n00:01:00,000 --> 01:02:05,250\nВторая, в две строки.\n',
    );
    expect(openAiTranscript(transcript, 'vtt').body).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nПервая фраза.\n\n00:01:00.000 --> 01:02:05.250\nВторая, в две строки.\n',
    );
  });

  it('tells its duration, language and usage', () => {
    expect(JSON.parse(openAiTranscript(transcript, 'verbose_json').body)).toMatchObject({
      language: 'russian',
      duration: 3725.25,
      usage: { type: 'tokens', input_tokens: 100, output_tokens: 20, total_tokens: 120 },
    });
  });

  it('streams the same text that it has as a whole', () => {
    const events = openAiTranscriptEvents(transcript)
      .body.trim()
      .split('\n\n')
      .map((event) => JSON.parse(event.slice('data: '.length)) as { delta?: string; text?: string });
    expect(events.map(({ delta }) => delta ?? '').join('')).toBe(events.at(-1)?.text);
  });
});
