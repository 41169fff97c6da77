import { z } from 'zod';
import { type Binding, BindingError, noBinding, readBinding } from './erp/binding.js';

/** One line per setting that is missing or wrong. */
export class OptionsError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'OptionsError';
  }
}

const empty = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(empty, type.optional());
const json = <T extends z.ZodType>(type: T) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: value });
      return z.NEVER;
    }
  }, type);
const timeZone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'is not an IANA time zone such as Europe/Sofia');

const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
};
const oneOf = <const T extends string>(values: readonly T[]) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

const list = (item: z.ZodType<string, string>) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
    z.array(item).default([]),
  );
const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text && text.startsWith('https://'),
    'must be origins such as https://erp.example.com',
  );
const proxy = z
  .string()
  .regex(
    /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d+)?)$/i,
    'must be addresses such as 10.0.0.0/8, or loopback',
  );
export const httpUrl = z.url({ protocol: /^https?$/, hostname: /./ });
export const schemaName = z.string().regex(/^\w{1,60}$/, 'must be letters, digits and _');
/** Only a provider on this machine may do without TLS. */
export const issuerUrl = httpUrl.refine(
  (url) => !url.startsWith('http:') || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(`${url}/`),
  'must be https://',
);

const settings = z.object({
  PORT: z.preprocess(empty, whole(0, 65535).default(3000)),
  HOST: z.preprocess(empty, z.string().default('127.0.0.1')),
  ROLE: z.preprocess(empty, oneOf(['all', 'web', 'worker']).default('all')),
  HEALTH_PORT: optional(whole(0, 65535)),
  TLS_CERT: optional(z.string()),
  TLS_KEY: optional(z.string()),
  DATABASE_URL: optional(
    z.string().regex(/^(postgres(ql)?|mssql):\/\/\S+$/, 'must begin with postgres:// or mssql://'),
  ),
  DATABASE_SCHEMA: optional(schemaName),
  DATA_DIR: z.preprocess(empty, z.string().default('.data')),
  PUBLIC_URL: optional(httpUrl),
  FRAME_ANCESTORS: list(origin),
  TRUSTED_PROXIES: list(proxy),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\/\S+$/, 'must begin with redis:// or rediss://')),
  AUTH_JWT_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
  AUTH_JWKS_URL: optional(httpUrl),
  AUTH_ISSUER: optional(z.string()),
  AUTH_AUDIENCE: optional(z.string()),
  AUTH_OIDC_ISSUER: optional(issuerUrl),
  AUTH_OIDC_CLIENT_ID: optional(z.string()),
  AUTH_OIDC_CLIENT_SECRET: optional(z.string()),
  AUTH_OIDC_LOGIN_CLAIM: z.preprocess(empty, z.string().default('preferred_username')),
  AUTH_LAUNCH_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
  PROTOCOL_KEY: optional(z.string()),
  TERMINAL_IDLE_MINUTES: z.preprocess(empty, whole(1, 720).default(30)),
  ERP_TIME_ZONE: z.preprocess(empty, timeZone.default('UTC')),
  ROLE_GROUPS: z.preprocess(
    empty,
    json(z.object({ manager: z.array(z.string()), clerk: z.array(z.string()) })).optional(),
  ),
  BINDING_FILE: optional(z.string()),
  COMPANY_ID: optional(z.guid()),
  COMPANY_LOCATION_ID: optional(z.guid()),
  RECONCILIATION_DOCUMENT_TYPE: optional(z.string()),
  LOG_LEVEL: z.preprocess(
    empty,
    oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ),
});

const schema = settings
  .superRefine((env, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (Boolean(env.TLS_CERT) !== Boolean(env.TLS_KEY)) {
      fault(env.TLS_CERT ? 'TLS_KEY' : 'TLS_CERT', 'is required beside the other');
    }
    if (env.DATABASE_URL && !env.AUTH_JWT_SECRET && !env.AUTH_JWKS_URL) {
      fault('AUTH_JWT_SECRET', 'or AUTH_JWKS_URL is required with DATABASE_URL');
    }
    if (env.AUTH_JWKS_URL && (!env.AUTH_ISSUER || !env.AUTH_AUDIENCE)) {
      fault('AUTH_JWKS_URL', 'needs AUTH_ISSUER and AUTH_AUDIENCE beside it');
    }
    if (env.AUTH_OIDC_ISSUER && (!env.AUTH_OIDC_CLIENT_ID || !env.PUBLIC_URL)) {
      fault('AUTH_OIDC_ISSUER', 'needs AUTH_OIDC_CLIENT_ID and PUBLIC_URL beside it');
    }
    if (env.AUTH_LAUNCH_SECRET && env.AUTH_LAUNCH_SECRET === env.AUTH_JWT_SECRET) {
      fault('AUTH_LAUNCH_SECRET', 'must be another one than AUTH_JWT_SECRET');
    }
    if (env.FRAME_ANCESTORS.length > 0 && !env.PUBLIC_URL?.startsWith('https:')) {
      fault(
        'FRAME_ANCESTORS',
        'needs an https:// PUBLIC_URL: over plain HTTP no cookie comes back from a frame',
      );
    }
    if (env.DATABASE_URL?.startsWith('mssql:') && !env.REDIS_URL) {
      fault('REDIS_URL', 'is required with an mssql:// database');
    }
  })
  .transform(withBinding);

/** What the command line needs of the settings: the database, and what lies in it. */
const databaseSchema = settings.omit({ AUTH_JWT_SECRET: true, AUTH_JWKS_URL: true }).transform(withBinding);

/** Reads the site's binding and lets it stand behind the settings. */
function withBinding<
  T extends Pick<z.output<typeof settings>, 'BINDING_FILE' | 'ROLE_GROUPS' | 'RECONCILIATION_DOCUMENT_TYPE'>,
>(env: T, context: z.RefinementCtx) {
  const binding = bindingOf(env.BINDING_FILE, (message) =>
    context.addIssue({ code: 'custom', path: ['BINDING_FILE'], message }),
  );
  return {
    ...env,
    /** How this site calls the ERP's tables and codes. */
    binding,
    ROLE_GROUPS: env.ROLE_GROUPS ?? binding.roleGroups ?? ROLE_GROUPS,
    RECONCILIATION_DOCUMENT_TYPE: env.RECONCILIATION_DOCUMENT_TYPE ?? binding.documentTypes.reconciliation,
  };
}

export const ROLE_GROUPS = { manager: ['Warehouse Managers'], clerk: ['Inventory Clerks'] };

function bindingOf(file: string | undefined, fault: (message: string) => void): Binding {
  if (!file) return noBinding;
  try {
    return readBinding(file);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    for (const line of error.lines) fault(line);
    return noBinding;
  }
}

export type Options = z.output<typeof schema>;
export type DatabaseOptions = z.output<typeof databaseSchema>;

/** Every setting with its type and default, as a JSON Schema. */
export const settingsSchema = (): object =>
  z.toJSONSchema(settings, { io: 'output', unrepresentable: 'any' });

/** The settings of the environment. Throws `OptionsError` with every fault at once. */
export const readOptions = (env: Record<string, string | undefined>): Options => read(schema, env);

/** The settings as far as the command line needs them. Throws `OptionsError`. */
export const readDatabaseOptions = (env: Record<string, string | undefined>): DatabaseOptions =>
  read(databaseSchema, env);

function read<T extends z.ZodType>(type: T, env: Record<string, string | undefined>): z.output<T> {
  const known = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, env[name]]));
  const { success, data, error } = type.safeParse(known);
  if (success) return data;
  throw new OptionsError(error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
}
