/** One thing that was looked at. */
export interface Finding {
  level: 'ok' | 'warning' | 'error';
  /** Stable name, for programs. */
  code: string;
  says: string;
  /** What to do about it; of everything that is not ok. */
  remedy?: string;
}

export const ok = (code: string, says: string): Finding => ({ level: 'ok', code, says });
export const warning = (code: string, says: string, remedy: string): Finding => ({
  level: 'warning',
  code,
  says,
  remedy,
});
export const error = (code: string, says: string, remedy: string): Finding => ({
  level: 'error',
  code,
  says,
  remedy,
});

/** What must be put right before anything is changed; nothing was. */
export class Refused extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(lineOf).join('\n'));
    this.name = 'Refused';
  }
}

/** A finding in one line. */
export const lineOf = ({ level, says, remedy }: Finding): string =>
  `${level.padEnd(7)}  ${says}${remedy ? ` → ${remedy}` : ''}`;

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ level }) => level === 'error');
