import { IsInt, Max, Min } from 'class-validator';
import { TextOf } from '../../http/text-of.validator.js';

const DAYS = { message: 'must be a whole number of days from 1 to 365' };

/** `POST /api/auth/tokens`. */
export class TokenDto {
  @TextOf(1, 100)
  name!: string;

  @IsInt(DAYS)
  @Min(1, DAYS)
  @Max(365, DAYS)
  expiresInDays!: number;
}
