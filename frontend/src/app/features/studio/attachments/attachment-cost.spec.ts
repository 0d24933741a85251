import { attachmentCost } from './attachment-cost.js';
import type { Attachment } from './attachment.js';

const text: Attachment = { id: 't', name: 't.txt', kind: 'text', size: 3_000, textLength: 3_000, bodyBytes: 3_000 };
const picture: Attachment = { id: 'p', name: 'p.png', kind: 'picture', size: 1, textLength: 0, bodyBytes: 1 };
const priced = { pricing: { inputRubPerMillion: 100, outputRubPerMillion: 400 } };

describe('what attachments add to the price', () => {
  it('is known of texts for a model that has a price', () => {
    expect(attachmentCost([text, text], priced)).toEqual({ texts: 0.2, isOpen: false });
  });

  it('is never said of pictures, of a model without a price, and of the server’s choice', () => {
    expect(attachmentCost([picture], priced)).toEqual({ isOpen: true });
    expect(attachmentCost([text, picture], priced)).toEqual({ texts: 0.1, isOpen: true });
    expect(attachmentCost([text], undefined)).toEqual({ isOpen: true });
    expect(attachmentCost([text], { pricing: {} as never })).toEqual({ isOpen: true });
  });
});
