import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsObject, ValidateBy, ValidateNested } from 'class-validator';
import {
  ANALYTICS_BATCH,
  ANALYTICS_EVENT_NAMES,
  ANALYTICS_LOCK_REASONS,
  BYOK_PROVIDERS,
  VERDICTS,
  type AnalyticsEvent,
  type AnalyticsEventName,
  type AnalyticsLockReason,
  type ByokProviderId,
  type Verdict,
} from '#contracts';
import { IfGiven, TextOf } from '../../validation/index.js';
import { isEventMoment } from './event-window.js';

const KEY_EVENTS: readonly AnalyticsEventName[] = ['key_added', 'key_tested', 'key_deleted'];
/** Ten years. */
const MAX_OVERDUE_MS = 315_360_000_000;

const oneOf = (values: readonly string[]) => ({ message: `must be one of ${values.join(', ')}` });

function IsEventMoment(): PropertyDecorator {
  return ValidateBy({
    name: 'eventMoment',
    validator: {
      validate: (value) => isEventMoment(value),
      defaultMessage: () => 'must be a moment in ISO 8601 with its zone, such as 2026-11-22T12:00:00Z, of the last 366 days',
    },
  });
}

/** A field of some events: on others it must be absent. */
function BelongsTo(names: readonly AnalyticsEventName[]): PropertyDecorator {
  return ValidateBy({
    name: 'belongsTo',
    validator: {
      validate: (_value, context) => names.includes((context?.object as AnalyticsEventDto).name),
      defaultMessage: () => `belongs to ${names.join(', ')} only`,
    },
  });
}

function IsMilliseconds(): PropertyDecorator {
  return ValidateBy({
    name: 'milliseconds',
    validator: {
      validate: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_OVERDUE_MS,
      defaultMessage: () => `must be a whole number of milliseconds from 0 to ${MAX_OVERDUE_MS}`,
    },
  });
}

export class AnalyticsEventDto implements AnalyticsEvent {
  @TextOf(1, 128)
  id!: string;

  @IsIn(ANALYTICS_EVENT_NAMES, oneOf(ANALYTICS_EVENT_NAMES))
  name!: AnalyticsEventName;

  @IsEventMoment()
  at!: string;

  @IfGiven()
  @BelongsTo(KEY_EVENTS)
  @IsIn(BYOK_PROVIDERS, oneOf(BYOK_PROVIDERS))
  provider?: ByokProviderId;

  @IfGiven()
  @BelongsTo(['key_tested'])
  @IsIn(VERDICTS, oneOf(VERDICTS))
  verdict?: Verdict;

  @IfGiven()
  @BelongsTo(['vault_locked'])
  @IsIn(ANALYTICS_LOCK_REASONS, oneOf(ANALYTICS_LOCK_REASONS))
  reason?: AnalyticsLockReason;

  @IfGiven()
  @BelongsTo(['vault_locked'])
  @IsMilliseconds()
  overdueMs?: number;
}

/** `POST /api/analytics/events`. */
export class AnalyticsEventsDto {
  @Type(() => AnalyticsEventDto)
  @ValidateNested({ each: true, message: 'must hold objects only' })
  @IsObject({ each: true, message: 'must hold objects only' })
  @ArrayMaxSize(ANALYTICS_BATCH, { message: `must hold at most ${ANALYTICS_BATCH} events` })
  @ArrayMinSize(1, { message: 'must hold at least one event' })
  @IsArray({ message: 'must be a list' })
  events!: AnalyticsEventDto[];
}
