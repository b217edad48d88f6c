/** Words of what the audit writes down in short names: kept values, parts of a figure, kinds of exports. */
export interface DetailWords {
  names: Record<string, string>;
  values: Record<string, string>;
  parts: Record<string, string>;
  exports: Record<string, string>;
}

/** Positions within a question, which people count from one. */
const isPosition = new Set(['step', 'period', 'interval', 'bin']);

/** Details of a line of the audit as a person says them, such as “status resolved”; what has no word stays as it is. */
export function detailTexts(details: Readonly<Record<string, unknown>>, words: DetailWords): string[] {
  return Object.entries(details)
    .filter(([field, value]) => field !== 'count' && value !== null && value !== '')
    .map(([field, value]) => {
      const name = wordOf(words.names, field);
      if (field === 'cell') return `${name} ${cellText(value, words)}`;
      if (field === 'of') return `${name} ${exportText(String(value), words)}`;
      const isChosen = typeof value === 'boolean' || field === 'role' || field === 'status';
      return `${name} ${isChosen ? wordOf(words.values, String(value)) : String(value)}`;
    });
}

const wordOf = (words: Record<string, string>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : name;

/** The part of a figure whose people were listed: “step 2, lost”. */
function cellText(value: unknown, { parts, values }: DetailWords): string {
  const cell = objectIn(value);
  if (cell === null) return String(value);
  return Object.entries(cell)
    .filter(([, part]) => part !== null)
    .map(([field, part]) => {
      if (field === 'state' || field === 'outcome') return wordOf(values, String(part));
      const text = Array.isArray(part) ? part.join(' / ') : String(part);
      return `${wordOf(parts, field)} ${isPosition.has(field) ? Number(part) + 1 : text}`;
    })
    .join(', ');
}

/** What was exported: its kind, and its title where it has one. A long order was cut when it was written down. */
function exportText(text: string, { exports }: DetailWords): string {
  const kind = /^\{"(\w+)":/.exec(text)?.[1];
  if (kind === undefined) return text;
  const title = objectIn(text)?.title;
  return [wordOf(exports, kind), typeof title === 'string' ? `“${title}”` : ''].filter(Boolean).join(' ');
}

function objectIn(value: unknown): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(String(value));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
