import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import {
  ABILITIES,
  BYOK_PROVIDERS,
  FALLBACK_POLICIES,
  type Ability,
  type ByokProviderId,
  type FallbackPolicy,
} from '#contracts';
import { ROUTING_TASKS, type RoutingTask } from '#nestjs-byok';

const list = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()).filter((part) => part !== '') : value;

/** What `GET /api/catalog/route` asks about. Of several rules the lowest is checked first: that of the type stands there. */
export class RouteQueryDto {
  /** A model name, or `auto`. */
  @IsOptional()
  @MaxLength(128)
  @IsString()
  model = 'auto';

  /** What the call is for; default for `auto`: chat. */
  @IsOptional()
  @IsIn(ROUTING_TASKS)
  task?: RoutingTask;

  /** Expected tokens of input. */
  @IsOptional()
  @Type(() => Number)
  @Max(100_000_000)
  @Min(0)
  @IsInt()
  inputTokens = 0;

  /** Further abilities, separated by commas. */
  @IsOptional()
  @Transform(list)
  @IsIn(ABILITIES, { each: true })
  @ArrayMaxSize(ABILITIES.length)
  @IsArray()
  needs: Ability[] = [];

  /** Providers whose BYOK key would be sent with the request, separated by commas. */
  @IsOptional()
  @Transform(list)
  @IsIn(BYOK_PROVIDERS, { each: true })
  @ArrayMaxSize(BYOK_PROVIDERS.length)
  @IsArray()
  keys: ByokProviderId[] = [];

  /** Default: the header, or else the caller's preference. */
  @IsOptional()
  @IsIn(FALLBACK_POLICIES)
  fallback?: FallbackPolicy;
}
