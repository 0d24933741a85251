import { IfGiven, Roubles } from '../validation/index.js';

/** `PUT /api/me/spending-limit`: the whole of it; what is absent or null is no limit. */
export class SpendingLimitDto {
  @IfGiven()
  @Roubles({ nullable: true })
  rubPerDay?: number | null;

  @IfGiven()
  @Roubles({ nullable: true })
  rubPerMonth?: number | null;
}
