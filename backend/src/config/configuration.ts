import type { Plan, ProviderId } from '#contracts';
import type { PlanLimits } from './plan-limits.js';
import type { ReceiptKeySetting } from './receipt-keys.js';

/** The validated settings of a process; the only view of the environment outside `config/`. */
export interface Configuration {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Where browsers reach us, without a trailing slash; decides Secure cookies and HSTS. */
  readonly publicUrl: string;
  /** Whether the operator named it; else it is made of host and port, and a request's own host may tell better. */
  readonly isPublicUrlSet: boolean;
  /** Addresses and networks whose forwarded headers are believed, or how many proxies stand in a row; undefined: nobody's are. */
  readonly trustedProxies: readonly string[] | number | undefined;
  /** Exact origins of other pages that may call with a token. */
  readonly corsOrigins: readonly string[];
  readonly registration: 'open' | 'invite' | 'closed';
  /** Links that the client shows; those that are undefined it leaves out. */
  readonly links: { readonly support: string | undefined; readonly terms: string | undefined; readonly privacy: string | undefined };
  readonly providers: 'sandbox' | 'live';
  /** Origins set by the operator; one that is set makes its provider live. */
  readonly providerOrigins: Readonly<Partial<Record<ProviderId, string>>>;
  /** Operator's keys as given; read once into Credentials at start. */
  readonly platformKeys: Readonly<Partial<Record<ProviderId, string>>>;
  /** The files that those came from which `<NAME>_FILE` named: what is written there later pays from then on. */
  readonly platformKeyFiles: Readonly<Partial<Record<ProviderId, string>>>;
  readonly providerProxy: string | undefined;
  /** To the first byte; of a stream, from its head. */
  readonly providerTimeoutMs: number;
  /** To the head of a stream. */
  readonly providerStreamTimeoutMs: number;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Undefined: the database. */
  readonly queueUrl: string | undefined;
  /** Absolute path. */
  readonly dataDir: string;
  /** Undefined: generated once and kept in `dataDir`. */
  readonly jwtSecret: string | undefined;
  /** Undefined: generated and rotated in memory. */
  readonly transitKeys: string | undefined;
  /** Current first. Undefined: one is generated and kept in `dataDir`. */
  readonly receiptKeys: readonly ReceiptKeySetting[] | undefined;
  /** Undefined: transit keys bear no signature. */
  readonly transitRoot: string | undefined;
  readonly jobTtlSeconds: number;
  readonly jobConcurrency: number;
  readonly catalogFile: string | undefined;
  readonly platformRubPerDay: number;
  readonly platformRubPerUserDay: number | undefined;
  readonly planLimits: Readonly<Record<Plan, PlanLimits>>;
  readonly metricsToken: string | undefined;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}
