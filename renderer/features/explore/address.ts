import { type ReportDefinition, reportDefinitionInput } from '../../../contract/reports.ts';

/** A definition as one word of the address. */
export function encodeDefinition(definition: ReportDefinition): string {
  const bytes = new TextEncoder().encode(JSON.stringify(slim(definition)));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The definition in an address; null where it cannot be read. */
export function decodeDefinition(word: string): ReportDefinition | null {
  try {
    const text = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const parsed = reportDefinitionInput.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Without what is empty anyway, so that addresses stay short. */
function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([, one]) => one !== null && one !== '' && !(Array.isArray(one) && one.length === 0),
  );
  return Object.fromEntries(kept.map(([key, one]) => [key, slim(one)]));
}
