/** Refusals by their codes, where {row}, {value} and {allowed} are the fault's own. */
export const faults: Readonly<Record<string, string>> = {};
