import { IsIn } from 'class-validator';
import { PLANS, type Plan } from '#contracts';

/** `PATCH /api/admin/users/:id`. */
export class PlanDto {
  @IsIn(PLANS, { message: `must be one of ${PLANS.join(', ')}` })
  plan!: Plan;
}
