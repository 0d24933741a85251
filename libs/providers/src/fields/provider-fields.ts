import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderId } from '#contracts';
import { copyListed, type OnUnlisted } from './copy-listed.js';
import { fieldTree, type FieldNode } from './field-tree.js';
import { storedPlace } from './stored-place.js';
import { limitOutput, outputMaximumIn, type OutputLimits } from './output-maximum.js';

/** A route's part of `<provider>.fields.json`, which tools/platform-fields.mjs makes. */
export interface RouteFieldsData {
  readonly fields: readonly string[];
  /** Why each other field that the provider knows is not among them. */
  readonly leftOut: Readonly<Record<string, string>>;
  /**
   * Where a call stores something, or reads what is stored by an id, in the form of `fields`: what stands there is bound
   * to the account of one key. Holds also places within tools and items that the list leaves out as a whole.
   */
  readonly stored: readonly string[];
  /** What an absent field is sent as. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Fields that limit the answer; the first is the one to set. */
  readonly outputMaximum?: readonly string[];
  /** Nobody says that the provider reads another of them than the first: that is set beside whatever the client set. */
  readonly alwaysSetsMaximum?: boolean;
}

/** All of `<provider>.fields.json`. */
export interface ProviderFieldsData {
  readonly query: readonly string[];
  readonly snakeCase?: boolean;
  readonly betas?: { readonly header: string; readonly names: readonly string[]; readonly leftOut: Readonly<Record<string, string>> };
  /** `like`: the list of that route, with what else is given here. */
  readonly routes: Readonly<Record<string, RouteFieldsData | (Partial<RouteFieldsData> & { readonly like: string })>>;
}

/** What may go out on one route under a key that all users share. */
export class RouteFields {
  #tree: FieldNode | undefined;
  #storedTree: FieldNode | undefined;

  constructor(
    private readonly data: RouteFieldsData,
    private readonly takesSnakeCase: boolean,
  ) {}

  /** Names of the fields of the body itself that pass. */
  has(name: string): boolean {
    return this.#root.children.has(name);
  }

  /**
   * The body anew: its listed fields, and those that are always sent.
   * @param body nested at most as deep as the stack allows: the caller's duty
   * @param onUnlisted for a translated body: fields that are not in the list are left out, and named to it
   * @throws UnlistedFieldError, RepeatedFieldError
   */
  rewrite(body: Readonly<Record<string, unknown>>, onUnlisted?: OnUnlisted): Record<string, unknown> {
    const copy = copyListed(body, this.#root, this.takesSnakeCase, onUnlisted);
    for (const [name, value] of Object.entries(this.data.set ?? {})) copy[name] ??= value;
    return copy;
  }

  /**
   * Where a body has something stored at the provider, or reads it by an id; undefined when it doesn't. Arguments,
   * schemas, metadata and texts are not looked at.
   * @param body nested at most as deep as the stack allows: the caller's duty
   */
  storedPlaceIn(body: Readonly<Record<string, unknown>>): string | undefined {
    this.#storedTree ??= fieldTree(this.data.stored);
    return storedPlace(body, this.#storedTree, this.takesSnakeCase);
  }

  /** Sets or lowers the answer's maximum in tokens, where the route has one. Changes `body`. */
  limitOutput(body: Record<string, unknown>, limits: OutputLimits): void {
    limitOutput(body, this.data.outputMaximum ?? [], limits, this.data.alwaysSetsMaximum);
  }

  /** How long the answer to a body may be, in tokens; 0 where the route's answers have no maximum. @param most of all answers */
  outputMaximum(body: Readonly<Record<string, unknown>>, most: number): number {
    return outputMaximumIn(body, this.data.outputMaximum ?? [], most);
  }

  get #root(): FieldNode {
    this.#tree ??= fieldTree(this.data.fields);
    return this.#tree;
  }
}

/** What may go out to one provider under a key that all users share: the published lists. */
export class ProviderFields {
  readonly #routes = new Map<string, RouteFields>();
  readonly #query: ReadonlySet<string>;
  readonly #betas: ReadonlySet<string>;

  constructor(private readonly data: ProviderFieldsData) {
    for (const [name, route] of Object.entries(data.routes)) {
      const whole = 'like' in route ? { ...data.routes[route.like], ...route } : route;
      this.#routes.set(name, new RouteFields(whole as RouteFieldsData, data.snakeCase ?? false));
    }
    this.#query = new Set(data.query);
    this.#betas = new Set(data.betas?.names);
  }

  /** Reads `<provider>/<provider>.fields.json`. */
  static load(provider: ProviderId): ProviderFields {
    const file = fileURLToPath(new URL(`../${provider}/${provider}.fields.json`, import.meta.url));
    return new ProviderFields(JSON.parse(readFileSync(file, 'utf8')) as ProviderFieldsData);
  }

  /**
   * Undefined for a route without a list, which needs an own key.
   * @param name `generateContent`, or with a version in front where that may differ: `v1/generateContent`
   */
  route(name: string): RouteFields | undefined {
    return this.#routes.get(name) ?? this.#routes.get(name.replace(/^v\d\w*\//, ''));
  }

  hasQueryParameter(name: string): boolean {
    return this.#query.has(name);
  }

  /** The header that names beta features, in lower case. */
  get betaHeader(): string | undefined {
    return this.data.betas?.header;
  }

  hasBeta(name: string): boolean {
    return this.#betas.has(name);
  }
}
