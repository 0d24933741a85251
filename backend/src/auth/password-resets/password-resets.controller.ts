import { Body, Controller, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { UuidPipe, TextOf } from '../../validation/index.js';
import { NewPassword } from '../password/new-password.js';
import { CookieOnly, Open, Roles } from '../../access/index.js';
import { PasswordResets } from './password-resets.service.js';

/** `POST /api/auth/password-reset/confirm`. */
export class PasswordResetDto {
  @TextOf(1, 200)
  token!: string;

  @NewPassword()
  password!: string;
}

@Controller('api')
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResets) {}

  /** The link is for an administrator to hand over; it is shown this once. */
  @Roles('admin')
  @Post('admin/users/:id/password-reset')
  async create(@Param('id', UuidPipe) id: string): Promise<{ link: string }> {
    return { link: await this.resets.create(id) };
  }

  @Open()
  @CookieOnly()
  @Post('auth/password-reset/confirm')
  @HttpCode(204)
  confirm(@Body() { token, password }: PasswordResetDto, @Ip() address: string): Promise<void> {
    return this.resets.use(token, password, address);
  }
}
