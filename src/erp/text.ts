/** All translations of a multi-language text: plain text is one without a language (erp.md). */
function translations(text: string): Record<string, string> {
  if (!text.trimStart().startsWith('{')) return { '': text };
  try {
    const found: unknown = JSON.parse(text);
    const entries = Object.entries(found as object).filter(([, value]) => typeof value === 'string');
    return entries.length > 0 ? Object.fromEntries(entries) : { '': text };
  } catch {
    return { '': text };
  }
}

/** A multi-language text in the user's language, else English, else the first there is. */
export function textIn(text: string, language: string): string {
  const found = translations(text);
  return found[language] ?? found.en ?? Object.values(found)[0] ?? '';
}

/** Every translation of a multi-language text, for comparing. */
export const plainTexts = (text: string): string[] => Object.values(translations(text));
