import { IsIn } from 'class-validator';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';

/** Body of `POST /api/byok/validate`. */
export class ValidateDto {
  @IsIn(BYOK_PROVIDERS, { message: `provider must be one of ${BYOK_PROVIDERS.join(', ')}` })
  provider!: ByokProviderId;
}
