import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { sealedKeyHeaders, startTestSandbox, type TestSandbox } from '../index.js';
import { createByokTestingModule } from './index.js';
import '../jest/index.js';
import { AppModule } from './__support__/app.module.js';

let sandbox: TestSandbox;
let application: NestFastifyApplication;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  const testing = await createByokTestingModule({ imports: [AppModule] }, { sandbox }).compile();
  application = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await application.listen(0);
});
afterEach(() => sandbox.reset());
afterAll(async () => {
  await application.close();
  await sandbox.close();
});

async function summarise(key: string): Promise<request.Response> {
  const server = application.getHttpServer();
  const headers = await sealedKeyHeaders(server, { provider: 'openai', key, userId: 'anna' });
  return request(server).post('/summaries').set('x-user', 'anna').set(headers).send({ text: 'Why there are tides.' });
}

it('calls the provider with the key of its user, and shows it to nobody', async () => {
  const key = sandbox.openai.newKey();
  const response = await summarise(key);
  expect(response.status).toBe(201);
  expect(sandbox.openai.sent[0]).toHaveUsedKey(key);
  expect(response).toHoldNoKey(key);
});

it.each(['key_invalid', 'key_no_credit', 'provider_unavailable'] as const)('says %s', async (code) => {
  const key = sandbox.openai.newKey();
  sandbox.openai.fails(code, { forKey: key });
  const response = await summarise(key);
  expect(response.body).toMatchObject({ code });
  expect(response).toHoldNoKey(key);
});
