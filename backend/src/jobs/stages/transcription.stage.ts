import { Injectable } from '@nestjs/common';
import { ProviderError } from '#providers';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { PlatformLimits } from '../../byok/strategy/spending/platform-limits.service.js';
import { readJsonAnswer } from '../../gateway/validate/read-json-answer.js';
import { jsonIn } from '../../model-text/json-in-text.js';
import { routedRequest } from '../api/submission-check.js';
import type { Transcript } from '../job-types.js';
import { JobCalls, type Called } from '../model/job-calls.service.js';
import { JobChat } from '../model/job-chat.service.js';
import { readHeard } from '../recording/read-heard.js';
import { Recording, type Piece } from '../recording/recording.js';
import { renderPiece } from '../recording/render-piece.js';
import { stitch, type HeardPiece, type PieceSpan } from '../recording/stitch.js';
import { transcriptionChat, transcriptionForm } from '../recording/transcription-request.js';
import { UploadStore } from '../upload/upload-store.service.js';
import type { JobRun } from '../worker/job-run.js';
import { inParallel } from './in-parallel.js';
import { mustSpeak } from './no-speech.js';

/** Pieces at once: of one user's key, whose limits are per minute. */
const PARALLEL = 3;

/** Words and schema beside a piece, where a chat model hears it; at most. */
const PROMPT_TOKENS = 500;

/** The value of the part `transcription:<index>`. */
export interface DonePiece {
  readonly heard: HeardPiece;
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
    private readonly uploads: UploadStore,
  ) {}

  /**
   * @param report hears the share that is done, 0..1
   * @throws ByokError invalid_input for a damaged recording, no_speech when nobody speaks in it; as `JobCalls.make` does
   */
  async transcribe(
    run: JobRun,
    { model, language }: { model: string; language?: string },
    report: (share: number) => Promise<void>,
  ): Promise<Transcript> {
    const recording = await Recording.open(this.uploads.path(run.job.id));
    try {
      let heardSeconds = 0;
      const pieces = await inParallel(recording.pieces(), PARALLEL, async (piece) => {
        const { start, end } = piece;
        const done = await run.part<DonePiece>(`transcription:${piece.index}`, async () => ({
          heard: await this.hear(run, piece, model, language),
          span: { start, end },
        }));
        heardSeconds += end - start;
        await report(Math.min(1, heardSeconds / recording.duration));
        return done;
      });
      const transcript = stitch(pieces);
      mustSpeak(transcript.text);
      return transcript;
    } finally {
      recording.close();
    }
  }

  private hear(run: JobRun, piece: Piece, model: string, language: string | undefined): Promise<HeardPiece> {
    return this.calls.make(run, 'transcription', routedRequest('transcription', model), {
      send: (target) => (target.credential.provider === 'gemini' ? this.byChat(run, target, piece, language) : this.byForm(run, target, piece, language)),
      expectedOf: (target) => ({
        inputTokens: PROMPT_TOKENS,
        outputTokens: this.limits.outputTokens(run.principal.plan, target).usual,
        audioSeconds: piece.end - piece.start,
      }),
    });
  }

  private async byForm(run: JobRun, target: CallTarget, piece: Piece, language: string | undefined): Promise<Called<HeardPiece>> {
    const file = await renderPiece(piece, false);
    const answer = await this.strategies.send(target, transcriptionForm(file, target.upstreamModel, language), run.signal);
    const json = await readJsonAnswer(answer).catch((error: unknown) => {
      run.signal.throwIfAborted();
      throw error;
    });
    const audioSeconds = piece.end - piece.start;
    return { value: readHeard(json, audioSeconds), usage: { audioSeconds, estimated: false } };
  }

  private async byChat(run: JobRun, target: CallTarget, piece: Piece, language: string | undefined): Promise<Called<HeardPiece>> {
    const file = await renderPiece(piece, true);
    const { messages, response_format } = transcriptionChat(file, target.upstreamModel, language);
    const { value: text, usage } = await this.chat.ask(run, target, { messages: messages as never, response_format });
    const audioSeconds = piece.end - piece.start;
    return { value: readHeard(answerIn(text), audioSeconds), usage: { ...usage, audioSeconds } };
  }
}

/** The transcript as it was asked for, or as bare words. @throws ProviderError */
function answerIn(text: string): unknown {
  for (const value of jsonIn(text)) if (typeof value === 'object') return value;
  if (/^\s*[^\s{[`]/.test(text)) return { text };
  throw new ProviderError('provider_unavailable', "The model's transcript can't be read. Try again, or choose another model.", undefined, undefined, { repeatable: false });
}
