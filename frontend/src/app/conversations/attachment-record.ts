/** `pdf`: its text alone. */
export type AttachmentKind = 'picture' | 'text' | 'pdf';

/** What goes with a question beside its words, without its content, which is kept apart as a `FileRecord`. */
export interface AttachmentRecord {
  id: string;
  /** The file's. */
  name: string;
  kind: AttachmentKind;
  /** Bytes: of a picture as it is sent, else of the file. */
  size: number;
  /** Of a PDF. */
  pages?: number;
  /** Characters of its text; 0 for a picture. */
  textLength: number;
  /** Bytes that it adds to the body of a request. */
  bodyBytes: number;
}

/** The content of an attachment: never changed, and written once however often its question is. */
export interface FileRecord {
  id: string;
  conversation: string;
  /** A data URL of a picture, else the text. */
  content: string;
}
