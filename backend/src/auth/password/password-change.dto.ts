import { IsBoolean } from 'class-validator';
import { IfGiven, TextOf } from '../../validation/index.js';
import { NewPassword } from './new-password.js';

/** `POST /api/auth/password`. A current password that could not be one is simply wrong. */
export class PasswordChangeDto {
  @TextOf(0, 1024)
  current!: string;

  @NewPassword()
  next!: string;

  /** Whether the account's tokens end, too. */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  endTokens?: boolean;
}
