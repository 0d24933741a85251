import { Global, Module } from '@nestjs/common';
import { Catalog } from '#nestjs-byok';
import { ModelNames } from '../auth/index.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogRouteService } from './catalog-route.service.js';

/** What the catalog shows to callers, and the names by which authentication limits tokens. */
@Global()
@Module({
  controllers: [CatalogController],
  providers: [
    CatalogRouteService,
    { provide: ModelNames, useFactory: (catalog: Catalog): ModelNames => ({ idOf: (name) => catalog.resolve(name)?.entry.id }), inject: [Catalog] },
  ],
  exports: [ModelNames],
})
export class CatalogModule {}
