import { Global, Module } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ModelNames } from '../auth/index.js';
import { Catalog } from '../byok/strategy/catalog/index.js';
import { catalogConfig } from '../config/index.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogRouteService } from './catalog-route.service.js';

/** Loads the catalog once, when the application starts; a bad CATALOG_FILE stops the start. */
@Global()
@Module({
  controllers: [CatalogController],
  providers: [
    CatalogRouteService,
    {
      provide: Catalog,
      useFactory: ({ catalogFile }: ConfigType<typeof catalogConfig>) => Catalog.load(catalogFile),
      inject: [catalogConfig.KEY],
    },
    { provide: ModelNames, useFactory: (catalog: Catalog): ModelNames => ({ idOf: (name) => catalog.resolve(name)?.entry.id }), inject: [Catalog] },
  ],
  exports: [Catalog, ModelNames],
})
export class CatalogModule {}
