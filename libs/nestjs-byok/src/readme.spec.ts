import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from 'nestjs-platform-express';
import request from 'supertest';
import { AppModule } from './__support__/app.module.js';
import { ProviderStrategyService } from '#nestjs-byok';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the README', () => {
  it('shows code that runs', async () => {
    expect(read('../README.md')).toContain(`\`\`\`ts app.module.ts\n${read('./__support__/app.module.ts')}\`\`\``);

    const application = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
    await application.listen(0, '127.0.0.1');
    try {
      const send = jest.spyOn(application.get(ProviderStrategyService), 'send').mockResolvedValue({ status: 200, headers: {}, first: Buffer.from(JSON.stringify({ choices: [{ message: { content: 'Short.' } }] })), rest: undefined } as never);
      const ask = () => request(application.getHttpServer() as never).post('/summaries').send({ text: 'Long.' });
      const { body } = await ask().set({ 'x-user': 'anna', 'x-byok-openai-key': 'sk-0123456789abcdef' }).expect(201);
      expect(body).toEqual({ summary: 'Short.', paidBy: 'byok' });
      expect(send).toHaveBeenCalledTimes(1);
      expect((await ask().set({ 'x-user': 'anna' }).expect(400)).body).toMatchObject({ code: 'key_required' });
      expect((await ask().set({ 'x-byok-openai-key': 'sk-0123456789abcdef' }).expect(401)).body).toMatchObject({ code: 'unauthenticated' });
    } finally {
      await application.close();
    }
  });
});
