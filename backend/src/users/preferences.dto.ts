import { IsBoolean, IsIn, ValidateIf } from 'class-validator';
import {
  FALLBACK_POLICIES,
  PREFERRED_PROVIDERS,
  STRATEGIES,
  type FallbackPolicy,
  type Preferences,
  type PreferredProvider,
  type Strategy,
} from '#contracts';

const choices = (values: readonly string[]) => ({ message: `must be one of ${values.join(', ')}` });
const given = (name: keyof Preferences) => ValidateIf((body: Partial<Preferences>) => body[name] !== undefined);

/** `PATCH /api/me/preferences`: any subset; null is no value. */
export class PreferencesDto implements Partial<Preferences> {
  @given('strategy')
  @IsIn(STRATEGIES, choices(STRATEGIES))
  strategy?: Strategy;

  @given('provider')
  @IsIn(PREFERRED_PROVIDERS, choices(PREFERRED_PROVIDERS))
  provider?: PreferredProvider;

  @given('fallback')
  @IsIn(FALLBACK_POLICIES, choices(FALLBACK_POLICIES))
  fallback?: FallbackPolicy;

  @given('pauseAfterKeyFailure')
  @IsBoolean({ message: 'must be true or false' })
  pauseAfterKeyFailure?: boolean;
}
