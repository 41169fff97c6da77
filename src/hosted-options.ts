import type { RedisOptions } from 'bullmq';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { z } from 'zod';
import { privateKeyOf } from './access/signer.js';
import type { TokenOptions } from './access/tokens.js';
import type { LoginOf } from './api/identify.js';
import {
  type Binding,
  BindingError,
  type BindingInput,
  bindingOf,
  noBinding,
  readBinding,
} from './erp/binding.js';
import type { ErpOptions } from './erp/erp-options.js';
import { httpUrl, issuerUrl, OptionsError, ROLE_GROUPS, schemaName } from './options.js';
import { plainReach, type Reach } from './screens/headers.js';

/** What `WarehouseReconciliationModule.forRoot` takes. */
export interface WarehouseReconciliationOptions {
  /** Where everything is, as browsers see it: pages, assets, interface. Default `/warehouse-reconciliation`. */
  path?: string;
  /** The ERP's database: your data source (it stays yours), or how to connect to it. */
  database: DataSource | DataSourceOptions;
  /** BullMQ on Redis: a `redis://` address or ioredis options. Required on SQL Server; else BullMQ on PostgreSQL. */
  redis?: string | RedisOptions;
  /** Whether this process works on jobs too. Default true. */
  work?: boolean;
  /** The ERP login a request of yours comes from; null: whoever it is signs in at our page. */
  loginOf?: LoginOf;
  /** How bearer tokens are checked, if there are some. */
  tokens?: TokenOptions;
  /** Signs our cookie; the same in every process, 32 characters or more. */
  sessionSecret: string;
  /** Signs protocols of releases: an Ed25519 private key, PEM. Default: one that is made and kept in the database. */
  protocolKey?: string;
  /** How browsers reach you: through TLS (`secure`), and whose pages may show ours in a frame. Default: neither. */
  reach?: Partial<Reach>;
  /** How your ERP calls its tables, columns and codes, where not as ERP.net: a file, or what is in it. */
  binding?: string | BindingInput;
  /** Where our tables are, if not beside the ERP's (`DATABASE_SCHEMA` when they were installed). */
  schema?: string;
  /** Ways in at our own page, besides a badge or login with a PIN. */
  signIn?: {
    /** OpenID Connect; it sends people back to `publicUrl` + `path` + `/sign-in/company/back`. */
    company?: {
      issuer: string;
      clientId: string;
      clientSecret?: string;
      /** Claim that is the ERP login. Default `preferred_username`. */
      loginClaim?: string;
      /** Your address, as browsers see it. */
      publicUrl: string;
    };
    /** Shared with the ERP, which signs codes with it that open a page; 32 characters or more. */
    launchSecret?: string;
    /** A handheld left alone for so long signs out. Default 30. */
    idleMinutes?: number;
  };
  /** Names of the ERP's groups; before those of the binding. Default `Warehouse Managers`, `Inventory Clerks`. */
  roleGroups?: { manager: string[]; clerk: string[] };
  /** Company of new documents, their document type, and the zone of the ERP's local times (UTC). */
  erp?: Partial<ErpOptions>;
}

/** Our own addresses begin with these: a path must not look like one of them. */
const TAKEN = /^\/(api|assets|clerk|health|language|manager|metrics|sign-in|sign-out|worker)$/;
const redisUrl = z.string().regex(/^rediss?:\/\/\S+$/, 'must begin with redis:// or rediss://');
const isFunction = z.custom<LoginOf>((value) => typeof value === 'function', 'must be a function');

const isPrivateKey = (pem: string): boolean => {
  try {
    return Boolean(privateKeyOf(pem));
  } catch {
    return false;
  }
};

const schema = z.strictObject({
  path: z
    .string()
    .regex(/^(\/[\w.~-]+)+$/, 'must be like /wms-count')
    .refine((path) => !TAKEN.test(path), 'is an address inside already; choose another one')
    .default('/warehouse-reconciliation'),
  database: z.custom<WarehouseReconciliationOptions['database']>(
    (value) => value !== null && typeof value === 'object',
    'must be a DataSource or its options',
  ),
  redis: z.union([redisUrl, z.custom<RedisOptions>((value) => typeof value === 'object')]).optional(),
  work: z.boolean().default(true),
  loginOf: isFunction.optional(),
  tokens: z
    .strictObject({
      secret: z.string().min(32, 'must have at least 32 characters').optional(),
      jwksUrl: z.url().optional(),
      issuer: z.string().optional(),
      audience: z.string().optional(),
    })
    .optional(),
  sessionSecret: z.string().min(32, 'must have at least 32 characters'),
  protocolKey: z.string().refine(isPrivateKey, 'must be an Ed25519 private key, PEM').optional(),
  reach: z
    .strictObject({ secure: z.boolean().default(false), frameAncestors: z.array(z.string()).default([]) })
    .default(plainReach as { secure: boolean; frameAncestors: string[] }),
  binding: z
    .union([z.string(), z.custom<BindingInput>((value) => value !== null && typeof value === 'object')])
    .default({}),
  schema: schemaName.optional(),
  signIn: z
    .strictObject({
      company: z
        .strictObject({
          issuer: issuerUrl,
          clientId: z.string().min(1),
          clientSecret: z.string().optional(),
          loginClaim: z.string().default('preferred_username'),
          publicUrl: httpUrl,
        })
        .optional(),
      launchSecret: z.string().min(32, 'must have at least 32 characters').optional(),
      idleMinutes: z.number().int().min(1).max(720).optional(),
    })
    .default({}),
  roleGroups: z.strictObject({ manager: z.array(z.string()), clerk: z.array(z.string()) }).optional(),
  erp: z.custom<Partial<ErpOptions>>((value) => typeof value === 'object').default({}),
});

type Checked = z.output<typeof schema>;
export type HostedOptions = Omit<Checked, 'binding' | 'roleGroups'> & {
  binding: Binding;
  roleGroups: { manager: string[]; clerk: string[] };
};

/** The options with their defaults. Throws `OptionsError` with every fault at once. */
export function checkHosted(options: WarehouseReconciliationOptions): HostedOptions {
  const { success, data, error } = schema.safeParse(options);
  if (!success)
    throw new OptionsError(
      error.issues.map(({ path, message }) => `${path.join('.') || 'options'} ${message}`),
    );
  const faults = faultsBetween(data);
  const binding = readOr(faults, data.binding);
  if (faults.length > 0) throw new OptionsError(faults);
  return { ...data, binding, roleGroups: data.roleGroups ?? binding.roleGroups ?? ROLE_GROUPS };
}

function readOr(faults: string[], given: string | BindingInput): Binding {
  try {
    return typeof given === 'string' ? readBinding(given) : bindingOf(given);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    faults.push(...error.lines);
    return noBinding;
  }
}

export const isDataSource = (database: DataSource | DataSourceOptions): database is DataSource =>
  'createQueryRunner' in database;

function faultsBetween({ database, redis, reach }: Checked): string[] {
  const options = isDataSource(database) ? database.options : database;
  if (options.type !== 'mssql' && options.type !== 'postgres')
    return [`database is ${options.type}; it must be mssql or postgres`];
  const frame =
    reach.frameAncestors.length > 0 && !reach.secure ? ['reach.frameAncestors needs reach.secure'] : [];
  if (options.type === 'postgres') return frame;
  const { useUTC, lowerCaseGuids } = (options.options ?? {}) as {
    useUTC?: boolean;
    lowerCaseGuids?: boolean;
  };
  const fits = useUTC !== false && lowerCaseGuids === true;
  return [
    ...frame,
    ...(redis ? [] : ['redis is required with an mssql database']),
    ...(isDataSource(database) && !fits
      ? ['database needs options: { useUTC: true, lowerCaseGuids: true }; or give its connection options']
      : []),
  ];
}
