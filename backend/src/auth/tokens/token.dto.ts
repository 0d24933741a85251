import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { TOKEN_SCOPES, type TokenScope } from '#contracts';
import { IfGiven, Roubles, TextOf } from '../../validation/index.js';

const DAYS = { message: 'must be a whole number of days from 1 to 365' };
const SCOPES = { message: `must be a list of ${TOKEN_SCOPES.join(', ')}, each at most once` };
const MODELS = { message: 'must be a list of 1 to 100 model ids of the catalog, each at most once' };

/** `POST /api/auth/tokens`. */
export class TokenDto {
  @TextOf(1, 100)
  name!: string;

  @IsInt(DAYS)
  @Min(1, DAYS)
  @Max(365, DAYS)
  expiresInDays!: number;

  @IfGiven()
  @IsArray(SCOPES)
  @ArrayMinSize(1, SCOPES)
  @ArrayUnique(SCOPES)
  @IsIn(TOKEN_SCOPES, { each: true, ...SCOPES })
  scopes?: TokenScope[];

  @IfGiven()
  @IsArray(MODELS)
  @ArrayMinSize(1, MODELS)
  @ArrayMaxSize(100, MODELS)
  @ArrayUnique(MODELS)
  @TextOf(1, 200, { each: true, ...MODELS })
  models?: string[];

  /** What may be spent through it in a day, whoever pays. */
  @IfGiven()
  @Roubles({ nullable: false })
  rubPerDay?: number;
}
