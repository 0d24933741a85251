import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { TOKEN_SCOPES, type TokenScope } from '#contracts';
import { TextOf } from '../../http/text-of.validator.js';

const DAYS = { message: 'must be a whole number of days from 1 to 365' };
const SCOPES = { message: `must be a list of ${TOKEN_SCOPES.join(', ')}, each at most once` };
const MODELS = { message: 'must be a list of 1 to 100 model ids of the catalog, each at most once' };

const given = (name: keyof TokenDto) => ValidateIf((body: Partial<TokenDto>) => body[name] !== undefined);

/** `POST /api/auth/tokens`. */
export class TokenDto {
  @TextOf(1, 100)
  name!: string;

  @IsInt(DAYS)
  @Min(1, DAYS)
  @Max(365, DAYS)
  expiresInDays!: number;

  @given('scopes')
  @IsArray(SCOPES)
  @ArrayMinSize(1, SCOPES)
  @ArrayUnique(SCOPES)
  @IsIn(TOKEN_SCOPES, { each: true, ...SCOPES })
  scopes?: TokenScope[];

  @given('models')
  @IsArray(MODELS)
  @ArrayMinSize(1, MODELS)
  @ArrayMaxSize(100, MODELS)
  @ArrayUnique(MODELS)
  @TextOf(1, 200, { each: true, ...MODELS })
  models?: string[];

  /** Never taken: a limit that nothing enforces would be a promise broken. */
  @given('rubPerDay')
  @ValidateBy({ name: 'notYet', validator: { validate: () => false, defaultMessage: () => 'comes with the spending limit, which this server does not have yet: leave it out' } })
  rubPerDay?: never;
}
