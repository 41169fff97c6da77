import type { Fault } from '../errors.js';
import { code } from './codes.js';

export type PolicyKind = keyof typeof code.policy;

/** A policy that applies, with how narrowly it does. Depths: 0 not filtered, the deeper the more. */
export interface Policy {
  kind: PolicyKind;
  code: string;
  importance: number;
  value: string;
  forProduct: boolean;
  forType: boolean;
  groupDepth: number;
  zoneDepth: number;
}

/** Kinds that look at warehouse and date only: one of them with a filter does not apply (rules.md). */
export const warehouseWide: ReadonlySet<PolicyKind> = new Set<PolicyKind>([
  'splitLevel',
  'orderType',
  'showUnassigned',
  'showStartedByOthers',
  'showAssignedToOthers',
  'logisticUnitScreen',
]);

const narrowness = (policy: Policy): number[] => [
  policy.importance,
  Number(policy.forProduct),
  Number(policy.forType),
  policy.groupDepth,
  policy.zoneDepth,
];

/** The better policy first: importance, then the narrower one, then the lower code. */
export function byRank(a: Policy, b: Policy): number {
  const [left, right] = [narrowness(a), narrowness(b)];
  const i = left.findIndex((part, at) => part !== right[at]);
  if (i >= 0) return (right[i] as number) - (left[i] as number);
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/** Of the policies that apply, the one of a kind that wins; undefined when there is none. */
export const winner = (policies: readonly Policy[], kind: PolicyKind): Policy | undefined =>
  policies
    .filter((policy) => policy.kind === kind)
    .filter((policy) => !warehouseWide.has(kind) || !isFiltered(policy))
    .sort(byRank)[0];

const isFiltered = (policy: Policy): boolean =>
  policy.forProduct || policy.forType || policy.groupDepth > 0 || policy.zoneDepth > 0;

/** A policy's value, or what is wrong with it. Values are trimmed, letters' case is ignored. */
export type Read<T> = { value: T } | { fault: Fault };

/** "true" or "false". */
export function readFlag(policy: Policy): Read<boolean> {
  const value = policy.value.trim().toLowerCase();
  if (value === 'true' || value === 'false') return { value: value === 'true' };
  return { fault: badValue(policy, ['true', 'false']) };
}

/** How deep the zones split count orders: 0, 1, 2, … */
export function readLevel(policy: Policy): Read<number> {
  const value = policy.value.trim();
  if (/^\d{1,9}$/.test(value)) return { value: Number(value) };
  return { fault: badValue(policy, 'a whole number, 0 or more') };
}

export type UnitScreen = 'always' | 'default' | 'never';

/** When the terminal asks for a logistic unit. */
export function readUnitScreen(policy: Policy): Read<UnitScreen> {
  const value = policy.value.trim().toLowerCase();
  const allowed: readonly string[] = ['always', 'default', 'never'];
  return allowed.includes(value)
    ? { value: value as UnitScreen }
    : { fault: badValue(policy, ['always', 'default', 'never']) };
}

/** The fault of a policy whose value means nothing: its code, its value and what would be allowed. */
export const badValue = (policy: Policy, allowed: unknown): Fault => ({
  code: 'policy.bad-value',
  message: `Policy ${policy.code} (${code.policy[policy.kind]}) has the value "${policy.value.trim()}". Correct it in the ERP.`,
  row: policy.code,
  field: code.policy[policy.kind],
  value: policy.value,
  allowed,
});
