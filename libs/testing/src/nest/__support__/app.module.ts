import { Body, Controller, Inject, Module, Post } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ByokChat, ByokModule, UseByok } from '#nestjs-byok';

@Controller('summaries')
class SummariesController {
  constructor(@Inject(ByokChat) private readonly chat: ByokChat) {}

  @Post()
  @UseByok()
  async summarise(@Body('text') text: string): Promise<{ summary: string }> {
    const answer = await this.chat.complete({ model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: `Summarise: ${text}` }] });
    return { summary: answer.text };
  }
}

/** In place of a sign-in: the user is who the request says. */
@Module({ providers: [{ provide: APP_GUARD, useValue: { canActivate: () => true } }] })
class SignInModule {}

/** A host application: one route that calls a provider with the key of its user. */
@Module({
  imports: [SignInModule, ByokModule.forRoot({ callerOf: ({ headers }) => ({ userId: String(headers['x-user']) }), logger: false })],
  controllers: [SummariesController],
})
export class AppModule {}
