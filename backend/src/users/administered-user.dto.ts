import { IsBoolean, IsIn } from 'class-validator';
import { PLANS, ROLES, type Plan, type Role } from '#contracts';
import { IfGiven } from '../validation/index.js';

/** `PATCH /api/admin/users/:id`: any subset but none; null is no value. */
export class AdministeredUserDto {
  @IfGiven()
  @IsIn(PLANS, { message: `must be one of ${PLANS.join(', ')}` })
  plan?: Plan;

  @IfGiven()
  @IsIn(ROLES, { message: `must be one of ${ROLES.join(', ')}` })
  role?: Role;

  /** A locked account is signed out everywhere, its tokens are gone, and nobody signs in to it. */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  locked?: boolean;
}
