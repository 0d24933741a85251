import { ValidateBy } from 'class-validator';
import { IfGiven, TextOf } from '../validation/index.js';
import { NewPassword } from './password/new-password.js';
import { EMAIL_LIMIT, isEmail } from '../users/index.js';

/** A field that holds an e-mail address. */
export const EmailAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'emailAddress',
    validator: { validate: isEmail, defaultMessage: () => `must be an e-mail address of at most ${EMAIL_LIMIT} characters` },
  });

/** `POST /api/auth/register`. */
export class RegisterDto {
  @EmailAddress()
  email!: string;

  @NewPassword()
  password!: string;

  /** Token of an invitation's link. */
  @IfGiven()
  @TextOf(1, 200)
  invite?: string;
}

/** `POST /api/auth/login`. Whatever could not be an account's password or address is simply wrong, not malformed. */
export class LoginDto {
  @TextOf(0, 1024)
  email!: string;

  @TextOf(0, 1024)
  password!: string;
}
