/** Attachments of one question. */
export const MAX_ATTACHMENTS = 10;
/** A picture's file, in bytes, before it is scaled down. */
export const MAX_PICTURE_FILE = 30_000_000;
/** The longer edge of a picture as it is sent, in pixels: no provider looks at more, and above 2,000 Anthropic refuses a request with many. */
export const MAX_EDGE = 1_920;
/** A picture as it is sent, in bytes: Anthropic takes 5 MB of base64. */
export const MAX_PICTURE = 1_500_000;
/** A text file, in bytes. */
export const MAX_TEXT_FILE = 1_000_000;
/** A PDF, in bytes. */
export const MAX_PDF_FILE = 30_000_000;
/** The text of a PDF, in characters. */
export const MAX_PDF_TEXT = 1_000_000;
