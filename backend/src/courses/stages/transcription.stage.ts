import { Injectable } from '@nestjs/common';
import { AUDIO_TOKENS_PER_SECOND, type Transcript } from '#contracts';
import { PlatformLimits, ProviderStrategyService, readJsonResponse, type CallTarget } from '#nestjs-byok';
import { ProviderError } from '#providers';
import { JobCalls, type CallResult, type JobRun } from '../../jobs/index.js';
import { jsonIn } from '../../model-text/index.js';
import { assertSpeech, parseTranscription, stitch, type PieceSpan, type TranscribedPiece } from '../../transcripts/index.js';
import { JobChat } from '../model/job-chat.service.js';
import { RecordingFiles } from '../recording-files/recording-files.service.js';
import type { Piece } from '../recording/piece.js';
import { Recording } from '../recording/recording.js';
import { renderPiece } from '../recording/render-piece.js';
import { transcriptionChat, transcriptionForm } from '../recording/transcription-request.js';
import { inParallel } from './in-parallel.js';
import { routedRequest } from './stage-routing.service.js';

/** Pieces at once: of one user's key, whose limits are per minute. */
const PARALLEL = 3;

/** Words and schema beside a piece, where a chat model transcribes it; at most. */
const PROMPT_TOKENS = 500;

/** The value of the part `transcription:<index>`. */
export interface DonePiece {
  readonly heard: TranscribedPiece;
  readonly span: PieceSpan;
}

/** The transcript of an uploaded recording, piece by piece. */
@Injectable()
export class TranscriptionStage {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly calls: JobCalls,
    private readonly chat: JobChat,
    private readonly limits: PlatformLimits,
    private readonly recordings: RecordingFiles,
  ) {}

  /**
   * @param report is called with the share that is done, 0..1
   * @throws ByokError invalid_input for a damaged recording, no_speech when nobody speaks in it; as `JobCalls.make` does
   */
  async transcribe(
    run: JobRun,
    { model, language }: { model: string; language?: string },
    report: (share: number) => Promise<void>,
  ): Promise<Transcript> {
    const recording = await Recording.open(this.recordings.path(run.job.id));
    try {
      let doneSeconds = 0;
      const pieces = await inParallel(recording.pieces(), PARALLEL, async (piece) => {
        const { start, end } = piece;
        const done = await run.part<DonePiece>(`transcription:${piece.index}`, async () => ({
          heard: await this.#transcribePiece(run, piece, model, language),
          span: { start, end },
        }));
        doneSeconds += end - start;
        await report(Math.min(1, doneSeconds / recording.duration));
        return done;
      });
      const transcript = stitch(pieces);
      assertSpeech(transcript.text);
      return transcript;
    } finally {
      recording.close();
    }
  }

  #transcribePiece(run: JobRun, piece: Piece, model: string, language: string | undefined): Promise<TranscribedPiece> {
    return this.calls.make(run, 'transcription', routedRequest('transcription', model), {
      send: (target) => (target.credential.provider === 'gemini' ? this.#byChat(run, target, piece, language) : this.#byForm(run, target, piece, language)),
      expectedOf: (target) => ({
        inputTokens: PROMPT_TOKENS,
        outputTokens: this.limits.outputTokens(run.terms.plan, target).usual,
        audioSeconds: piece.end - piece.start,
      }),
    });
  }

  async #byForm(run: JobRun, target: CallTarget, piece: Piece, language: string | undefined): Promise<CallResult<TranscribedPiece>> {
    const file = await renderPiece(piece, false);
    const answer = await this.strategies.send(target, transcriptionForm(file, target.upstreamModel, language), run.signal);
    const json = await readJsonResponse(answer).catch((error: unknown) => {
      run.signal.throwIfAborted();
      throw error;
    });
    const audioSeconds = piece.end - piece.start;
    return { value: parseTranscription(json, audioSeconds), usage: { audioSeconds, estimated: false } };
  }

  async #byChat(run: JobRun, target: CallTarget, piece: Piece, language: string | undefined): Promise<CallResult<TranscribedPiece>> {
    const file = await renderPiece(piece, true);
    const { messages, response_format } = transcriptionChat(file, target.upstreamModel, language);
    const { value: text, usage } = await this.chat.ask(run, target, { messages: messages as never, response_format });
    const audioSeconds = piece.end - piece.start;
    return { value: parseTranscription(transcriptIn(text), audioSeconds), usage: { ...usage, audioSeconds, audioTokens: audioSeconds * AUDIO_TOKENS_PER_SECOND } };
  }
}

/** The transcript as it was asked for, or as bare words. @throws ProviderError */
function transcriptIn(text: string): unknown {
  for (const value of jsonIn(text)) if (typeof value === 'object') return value;
  if (/^\s*[^\s{[`]/.test(text)) return { text };
  throw new ProviderError('provider_unavailable', "The model's transcript can't be read. Try again, or choose another model.", undefined, undefined, { repeatable: false });
}
