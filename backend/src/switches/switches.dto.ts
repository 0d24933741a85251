import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import type { ProviderId } from '#contracts';
import { IfGiven } from '../validation/index.js';

const FLAG = { message: 'must be true or false' };

class ProviderSwitchesDto implements Partial<Record<ProviderId, boolean>> {
  @IfGiven()
  @IsBoolean(FLAG)
  openai?: boolean;

  @IfGiven()
  @IsBoolean(FLAG)
  anthropic?: boolean;

  @IfGiven()
  @IsBoolean(FLAG)
  gemini?: boolean;

  @IfGiven()
  @IsBoolean(FLAG)
  cloudru?: boolean;
}

/** `PATCH /api/admin/switches`: any subset. */
export class SwitchesDto {
  /** Whether the platform's keys pay for anybody. */
  @IfGiven()
  @IsBoolean(FLAG)
  platformPayment?: boolean;

  /** Whether a provider is called at all, with whosever key. */
  @IfGiven()
  @IsObject({ message: 'must be an object of providers, each true or false' })
  @ValidateNested()
  @Type(() => ProviderSwitchesDto)
  providers?: ProviderSwitchesDto;
}
