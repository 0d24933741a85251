import { ApiPropertyOptional } from '@nestjs/swagger';
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
import { ROUTING_TASKS, type RoutingTask } from '../byok/strategy/routing/index.js';

const list = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()).filter((part) => part !== '') : value;

/** What `GET /api/catalog/route` asks about. */
export class RouteQueryDto {
  @ApiPropertyOptional({ description: 'A model name, or auto', default: 'auto' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  model = 'auto';

  @ApiPropertyOptional({ description: 'What the call is for; default for auto: chat', enum: ROUTING_TASKS })
  @IsOptional()
  @IsIn(ROUTING_TASKS)
  task?: RoutingTask;

  @ApiPropertyOptional({ description: 'Expected tokens of input', default: 0 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  inputTokens = 0;

  @ApiPropertyOptional({ description: 'Further abilities, separated by commas', enum: ABILITIES, isArray: true })
  @IsOptional()
  @Transform(list)
  @IsArray()
  @ArrayMaxSize(ABILITIES.length)
  @IsIn(ABILITIES, { each: true })
  needs: Ability[] = [];

  @ApiPropertyOptional({
    description: 'Providers whose BYOK key would come along, separated by commas',
    enum: BYOK_PROVIDERS,
    isArray: true,
  })
  @IsOptional()
  @Transform(list)
  @IsArray()
  @ArrayMaxSize(BYOK_PROVIDERS.length)
  @IsIn(BYOK_PROVIDERS, { each: true })
  keys: ByokProviderId[] = [];

  @ApiPropertyOptional({ description: 'Default: the header, or else the preference of the caller', enum: FALLBACK_POLICIES })
  @IsOptional()
  @IsIn(FALLBACK_POLICIES)
  fallback?: FallbackPolicy;
}
