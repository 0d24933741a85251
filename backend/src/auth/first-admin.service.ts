import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { PasswordHasher } from './password/password-hasher.service.js';
import { firstAdminConfig } from '../config/index.js';
import { UsersService } from '../users/index.js';

/**
 * Sees to it at every start that the administrator of `ADMIN_EMAIL` exists. An existing account is promoted
 * only when `ADMIN_PASSWORD` is its password: addresses are not verified here, so anyone could have taken it
 * before. The password of an existing account is never changed.
 */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {

  constructor(
    @Inject(firstAdminConfig.KEY) private readonly configuration: ConfigType<typeof firstAdminConfig>,
    private readonly users: UsersService,
    private readonly passwords: PasswordHasher,
    @InjectPinoLogger(FirstAdmin.name) private readonly logger: PinoLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { admin } = this.configuration;
    if (admin === undefined) return;
    const existing = await this.users.findByEmail(admin.email);
    if (existing === undefined) return this.#create(admin);
    if (existing.role === 'admin') return;
    if (await this.passwords.verify(existing.passwordHash, admin.password)) {
      await this.users.setRole(existing.id, 'admin');
      this.logger.info('the account of ADMIN_EMAIL is an administrator now');
    } else {
      this.logger.error('the account of ADMIN_EMAIL was not promoted: its password is another than ADMIN_PASSWORD');
    }
  }

  /** Two processes may start at once: the second finds the address taken, which is as good. */
  async #create({ email, password }: { email: string; password: string }): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.users.ensure({ email, passwordHash, role: 'admin', plan: 'business' });
    this.logger.info('the administrator of ADMIN_EMAIL exists now');
  }
}
