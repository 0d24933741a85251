import { BadRequestException, ForbiddenException, ServiceUnavailableException } from '@nestjs/common';
import { ByokError } from '#contracts';
import { toByokError } from './to-byok-error.js';

describe('an exception in our terms', () => {
  it('is itself when it is ours, also below another', () => {
    const ours = new ByokError('conflict', 'words');
    expect(toByokError(ours)).toBe(ours);
    expect(toByokError(new Error('wrapped', { cause: ours }))).toBe(ours);
  });

  it('never repeats what a foreign exception says', () => {
    const error = toByokError(new BadRequestException('sk-proj-0123456789 is not JSON'));
    expect(error?.code).toBe('invalid_input');
    expect(error?.message).not.toContain('sk-proj');
    expect(toByokError(new ForbiddenException())?.code).toBe('forbidden');
  });

  it('is unforeseen when its status was made for something else than our answer', () => {
    expect(toByokError(Object.assign(new Error('provider said'), { statusCode: 401 }))).toBeUndefined();
    expect(toByokError(new ServiceUnavailableException())).toBeUndefined();
    expect(toByokError(Object.assign(new Error('23505'), { code: '23505' }))).toBeUndefined();
    for (const odd of [undefined, null, 'text', 7, Symbol('x')]) expect(toByokError(odd)).toBeUndefined();
  });
});
