import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError } from '#contracts';
import { registrationConfig } from '../config/index.js';
import { InjectDatabase, type Database, type UserRow } from '../database/index.js';
import { UsersService } from '../users/index.js';
import type { RegisterDto } from './credentials.dto.js';
import { Invites, refusedInvite } from './invites/invites.service.js';
import { PasswordHasher } from './password/password-hasher.service.js';

/** Makes accounts for those whom `REGISTRATION` lets in. */
@Injectable()
export class Registration {
  constructor(
    @Inject(registrationConfig.KEY) private readonly configuration: ConfigType<typeof registrationConfig>,
    @InjectDatabase() private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordHasher,
    private readonly invites: Invites,
  ) {}

  /** @throws ByokError forbidden, conflict when the address has an account */
  async register({ email, password, invite }: RegisterDto): Promise<UserRow> {
    await this.#assertAllowed(email, invite);
    const passwordHash = await this.passwords.hash(password);
    if (invite === undefined) return this.users.create({ email, passwordHash });
    return this.database.transaction(async (transaction) => {
      const plan = await this.invites.use(invite, email, transaction);
      return this.users.create({ email, passwordHash, plan }, transaction);
    });
  }

  /** Decides before the costly hash of a password. */
  async #assertAllowed(email: string, invite: string | undefined): Promise<void> {
    const { registration } = this.configuration;
    if (registration === 'closed') throw new ByokError('forbidden', 'Registration is closed here: ask an administrator for an account.');
    if (invite === undefined && registration === 'invite') throw new ByokError('forbidden', 'Registration here needs an invitation: ask an administrator for one.');
    if (invite !== undefined && !(await this.invites.isGood(invite, email))) throw refusedInvite();
  }
}
