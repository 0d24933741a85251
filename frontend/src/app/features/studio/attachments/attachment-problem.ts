/**
 * Why a file can't go with a question: `unseen`: the browser can't show this picture; `scan`: a PDF of pictures;
 * `office`, `recording`: of a kind that models don't read as text; `unread`: the file is gone, or a folder; `unloaded`:
 * the code for it did not come.
 */
export type AttachmentProblem =
  | 'tooMany'
  | 'pictureTooLarge'
  | 'textTooLarge'
  | 'pdfTooLarge'
  | 'pdfTooLong'
  | 'empty'
  | 'unseen'
  | 'notText'
  | 'scan'
  | 'pdfBroken'
  | 'pdfLocked'
  | 'office'
  | 'recording'
  | 'unread'
  | 'unloaded';

export class AttachmentError extends Error {
  constructor(
    readonly problem: AttachmentProblem,
    options?: ErrorOptions,
  ) {
    super(`This file can't be attached: ${problem}.`, options);
  }
}
