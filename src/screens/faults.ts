import type { Fault } from '../errors.js';
import { faults as bg } from './texts/bg/faults.js';

const languages: Readonly<Record<string, Readonly<Record<string, string>>>> = { bg };

/**
 * A fault in the reader's language. Rooms write them in English; another language has a text by code,
 * filled in with the fault's own values. One it does not have stays English.
 */
export function inWords(language: string, fault: Fault): string {
  const text = languages[language]?.[fault.code];
  if (text === undefined) return fault.message;
  const value = fault.value;
  const named = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const known: Record<string, unknown> = { row: fault.row, value, allowed: fault.allowed, ...named };
  const missing = [...text.matchAll(/\{(\w+)\}/g)].some(([, name]) => known[name as string] === undefined);
  if (missing) return fault.message;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => written(known[name]));
}

const written = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));
