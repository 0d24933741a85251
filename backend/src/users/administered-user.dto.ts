import { IsBoolean, IsIn, ValidateIf } from 'class-validator';
import { PLANS, ROLES, type Plan, type Role } from '#contracts';

const given = (name: keyof AdministeredUserDto) => ValidateIf((body: Partial<AdministeredUserDto>) => body[name] !== undefined);

/** `PATCH /api/admin/users/:id`: any subset but none; null is no value. */
export class AdministeredUserDto {
  @given('plan')
  @IsIn(PLANS, { message: `must be one of ${PLANS.join(', ')}` })
  plan?: Plan;

  @given('role')
  @IsIn(ROLES, { message: `must be one of ${ROLES.join(', ')}` })
  role?: Role;

  /** A locked account is signed out everywhere, its tokens are gone, and nobody signs in to it. */
  @given('locked')
  @IsBoolean({ message: 'must be true or false' })
  locked?: boolean;
}
