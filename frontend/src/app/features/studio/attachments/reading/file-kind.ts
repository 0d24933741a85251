import type { AttachmentKind } from '../../../../conversations/attachment-record.js';

const PICTURE = /\.(png|jpe?g|jfif|webp|gif|bmp|avif|heic|heif|tiff?)$/i;
const OFFICE = /\.(docx?|xlsx?|pptx?|od[tsp]|rtf|pages|numbers|key|epub|zip|rar|7z|gz|tar)$/i;
const RECORDING = /\.(mp3|m4a|wav|ogg|oga|opus|flac|aac|mp4|m4v|mov|mkv|webm|avi)$/i;
/** Texts to which browsers give another type: TypeScript passes for a film there, SVG for a picture. */
const TEXT = /\.(txt|md|markdown|csv|tsv|json|jsonl|ya?ml|toml|ini|xml|svg|html?|css|[cm]?[jt]sx?|py|rb|go|rs|java|kt|c|h|cpp|hpp|cs|php|sql|sh|log|tex|srt|vtt)$/i;

/** What a file seems to be by name and type. What nothing is known of is tried as text. */
export function fileKind({ name, type }: Pick<File, 'name' | 'type'>): AttachmentKind | 'office' | 'recording' {
  if (TEXT.test(name)) return 'text';
  if (type === 'application/pdf' || /\.pdf$/i.test(name)) return 'pdf';
  if (type.startsWith('image/') && type !== 'image/svg+xml') return 'picture';
  if (PICTURE.test(name)) return 'picture';
  if (OFFICE.test(name)) return 'office';
  if (/^(audio|video)\//.test(type) || RECORDING.test(name)) return 'recording';
  return 'text';
}
