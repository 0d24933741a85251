import { Body, Controller, Module, Post, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ByokChat, ByokModule, UseByok, type HostRequest } from '#nestjs-byok';

@Controller('summaries')
class SummariesController {
  constructor(private readonly chat: ByokChat) {}

  @Post()
  @UseByok()
  async summarise(@Body('text') text: string) {
    const answer = await this.chat.complete({ messages: [{ role: 'user', content: `Summarise: ${text}` }] });
    return { summary: answer.text, paidBy: answer.receipt.source };
  }
}

type SignedIn = HostRequest & { userId?: string };

/** Stands for your sign-in: here everybody is who they say they are. */
class SignInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SignedIn>();
    request.userId = request.headers['x-user']?.toString();
    return true;
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: SignInGuard }] })
class SignInModule {}

@Module({
  imports: [SignInModule, ByokModule.forRoot({ callerOf: ({ userId }: SignedIn) => (userId === undefined ? undefined : { userId }) })],
  controllers: [SummariesController],
})
export class AppModule {}
