import { IfGiven, IgnoreUnknownParameters, WholeNumber } from '../validation/index.js';

/** `GET /api/admin/users`: which part of the list. */
@IgnoreUnknownParameters()
export class UsersPageDto {
  @IfGiven()
  @WholeNumber(1, 500)
  limit = 100;

  @IfGiven()
  @WholeNumber(0, 999_999_999)
  offset = 0;
}
