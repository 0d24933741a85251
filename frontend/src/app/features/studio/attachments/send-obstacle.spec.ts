import type { Ability } from '#contracts';
import type { Attachment } from './attachment.js';
import { sendObstacle } from './send-obstacle.js';

const picture: Attachment = { id: 'p', name: 'p.png', kind: 'picture', size: 1, textLength: 0, bodyBytes: 1_000_000, content: 'data:' };
const text = (characters: number): Attachment => ({ id: 't', name: 't.txt', kind: 'text', size: characters, textLength: characters, bodyBytes: characters, content: 'x' });
const said = (...attachments: Attachment[]) => ({ prompt: 'Что это?', answer: 'Роза', attachments });
const withAbilities = (...abilities: Ability[]) => ({ abilities, contextTokens: 100_000 });
const seeing = withAbilities('chat', 'vision');
const blind = withAbilities('chat');

describe('what stands in the way of sending', () => {
  it('is nothing for words alone, however many', () => {
    expect(sendObstacle({ prompt: 'x'.repeat(1_000_000), answer: '' }, [], blind)).toBeUndefined();
  });

  it('are pictures for a model that sees none; not for one that does, the server’s choice, or an unknown one', () => {
    expect(sendObstacle(said(picture), [], blind)).toBe('pictures');
    expect(sendObstacle(said(picture), [], seeing)).toBeUndefined();
    expect(sendObstacle(said(picture), [], undefined)).toBeUndefined();
  });

  it('are not pictures of earlier questions: they stay behind', () => {
    expect(sendObstacle(said(), Array.from({ length: 30 }, () => said(picture)), blind)).toBeUndefined();
  });

  it('is a body that the server would not take, of all that is sent again', () => {
    expect(sendObstacle(said(picture), Array.from({ length: 19 }, () => said(picture)), seeing)).toBeUndefined();
    expect(sendObstacle(said(picture), Array.from({ length: 20 }, () => said(picture)), seeing)).toBe('body');
  });

  it('is a text that the model can’t read to its end', () => {
    expect(sendObstacle(said(text(400_000)), [], seeing)).toBeUndefined();
    expect(sendObstacle(said(text(600_000)), [], seeing)).toBe('context');
    expect(sendObstacle(said(text(300_000)), [said(text(300_000))], seeing)).toBe('context');
    expect(sendObstacle(said(text(600_000)), [], undefined)).toBeUndefined();
  });
});
