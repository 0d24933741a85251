import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import type { ProviderId } from '#contracts';

const given = <T>(name: keyof T) => ValidateIf((body: Partial<T>) => body[name] !== undefined);
const FLAG = { message: 'must be true or false' };

class ProviderSwitchesDto implements Partial<Record<ProviderId, boolean>> {
  @given<ProviderSwitchesDto>('openai')
  @IsBoolean(FLAG)
  openai?: boolean;

  @given<ProviderSwitchesDto>('anthropic')
  @IsBoolean(FLAG)
  anthropic?: boolean;

  @given<ProviderSwitchesDto>('gemini')
  @IsBoolean(FLAG)
  gemini?: boolean;

  @given<ProviderSwitchesDto>('cloudru')
  @IsBoolean(FLAG)
  cloudru?: boolean;
}

/** `PATCH /api/admin/switches`: any subset. */
export class SwitchesDto {
  /** Whether the platform's keys pay for anybody. */
  @given<SwitchesDto>('platformPayment')
  @IsBoolean(FLAG)
  platformPayment?: boolean;

  /** Whether a provider is called at all, with whosever key. */
  @given<SwitchesDto>('providers')
  @IsObject({ message: 'must be an object of providers, each true or false' })
  @ValidateNested()
  @Type(() => ProviderSwitchesDto)
  providers?: ProviderSwitchesDto;
}
