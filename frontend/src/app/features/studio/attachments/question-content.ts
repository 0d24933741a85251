import type { Attachment } from './attachment.js';

/** A part of a message, as the chat format of OpenAI has them. */
export type ContentPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** Between the marks stands what the file holds; a name can't end the mark. */
function fileText({ name, content = '' }: Attachment): string {
  return `<file name="${name.replaceAll('"', "'").replace(/[<>\r\n]/g, ' ')}">\n${content}\n</file>`;
}

function partOf(attachment: Attachment, seesPictures: boolean): ContentPart {
  const { kind, name, content } = attachment;
  // A model that sees none is told that there was one, so that earlier answers make sense to it.
  if (content === undefined || (kind === 'picture' && !seesPictures)) return { type: 'text', text: fileText({ ...attachment, content: '(not shown)' }) };
  if (kind === 'picture') return { type: 'image_url', image_url: { url: content } };
  return { type: 'text', text: fileText({ ...attachment, name, content }) };
}

/** What is sent of a question: its words alone, or after what goes with them, as providers advise. */
export function questionContent(prompt: string, attachments: readonly Attachment[] | undefined, seesPictures: boolean): string | ContentPart[] {
  if (!attachments || attachments.length === 0) return prompt;
  return [...attachments.map((attachment) => partOf(attachment, seesPictures)), { type: 'text', text: prompt }];
}
