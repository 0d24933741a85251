import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import type { CatalogView } from '#contracts';
import { UseByok, CATALOG_SCHEMA_FILE, Catalog } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../access/index.js';
import { CatalogRouteService } from './catalog-route.service.js';
import { RouteQueryDto } from './route-query.dto.js';
import type { RouteView } from './route-view.js';

/** What the caller's plan allows, and how `auto` would choose. Calls no provider. */
@NeedsScope('calls')
@Controller('api/catalog')
export class CatalogController {
  readonly #schema = readFileSync(CATALOG_SCHEMA_FILE, 'utf8');

  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(CatalogRouteService) private readonly routes: CatalogRouteService,
  ) {}

  @Get()
  view(@CurrentPrincipal() principal: Principal): CatalogView {
    return this.catalog.view(principal.plan);
  }

  @Get('schema')
  @Header('content-type', 'application/schema+json; charset=utf-8')
  schema(): string {
    return this.#schema;
  }

  @Get('route')
  @UseByok()
  route(@CurrentPrincipal() principal: Principal, @Query() query: RouteQueryDto): RouteView {
    return this.routes.explain(principal, query);
  }
}
