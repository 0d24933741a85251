import { Controller, Get } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiByok } from './index.js';

@Controller('calls')
class CallsController {
  @Get()
  @ApiByok('openai')
  read(): object {
    return {};
  }
}

describe('ApiByok', () => {
  it('describes the headers of a route that takes keys', async () => {
    const module = await Test.createTestingModule({ controllers: [CallsController] }).compile();
    const application = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await application.init();
    const { paths } = SwaggerModule.createDocument(application, new DocumentBuilder().build());
    const names = (paths['/calls']?.get?.parameters ?? []).map((parameter) => 'name' in parameter && `${parameter.in} ${parameter.name}`);
    expect(names.toSorted()).toEqual(['header x-byok-fallback', 'header x-byok-openai-key', 'header x-byok-timeout-ms']);
    expect(Object.keys(paths['/calls']?.get?.responses ?? {})).toEqual(expect.arrayContaining(['400', '401', '402', '429']));
    await application.close();
  });
});
