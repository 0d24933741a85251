import { IsBoolean, IsIn } from 'class-validator';
import {
  FALLBACK_POLICIES,
  PREFERRED_PROVIDERS,
  STRATEGIES,
  type FallbackPolicy,
  type Preferences,
  type PreferredProvider,
  type Strategy,
} from '#contracts';
import { IfGiven } from '../validation/index.js';

const choices = (values: readonly string[]) => ({ message: `must be one of ${values.join(', ')}` });
/** `PATCH /api/me/preferences`: any subset; null is no value. */
export class PreferencesDto implements Partial<Preferences> {
  @IfGiven()
  @IsIn(STRATEGIES, choices(STRATEGIES))
  strategy?: Strategy;

  @IfGiven()
  @IsIn(PREFERRED_PROVIDERS, choices(PREFERRED_PROVIDERS))
  provider?: PreferredProvider;

  @IfGiven()
  @IsIn(FALLBACK_POLICIES, choices(FALLBACK_POLICIES))
  fallback?: FallbackPolicy;

  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  pauseAfterKeyFailure?: boolean;
}
