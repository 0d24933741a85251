import { ValidateBy } from 'class-validator';
import { TextOf } from '../http/text-of.validator.js';
import { EMAIL_LIMIT, isEmail } from '../users/email.js';

const EmailAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'emailAddress',
    validator: { validate: isEmail, defaultMessage: () => `must be an e-mail address of at most ${EMAIL_LIMIT} characters` },
  });

/** `POST /api/auth/register`. */
export class RegisterDto {
  @EmailAddress()
  email!: string;

  @TextOf(12, 128)
  password!: string;
}

/** `POST /api/auth/login`. Whatever could not be an account's password or address is simply wrong, not malformed. */
export class LoginDto {
  @TextOf(0, 1024)
  email!: string;

  @TextOf(0, 1024)
  password!: string;
}
