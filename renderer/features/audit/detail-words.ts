/** Words of what the audit writes down in short names: kept values, parts of a figure, kinds of exports. */
export interface DetailWords {
  names: Record<string, string>;
  values: Record<string, string>;
  parts: Record<string, string>;
  /** Words of a part's values by the part, where it is a choice of few: segments of RFM, groups of answers. */
  choices: Record<string, Record<string, string>>;
  exports: Record<string, string>;
}

/** Positions from zero, which people count from one; not column 0 of retention, which is the cohort itself. */
const isPosition = new Set([
  ...['step', 'period', 'interval', 'bin', 'cohort', 'touchpoint', 'calibrationRow'],
  ...['fromTouchpoint', 'toTouchpoint'],
]);

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
function cellText(value: unknown, words: DetailWords): string {
  const cell = objectIn(value);
  if (cell === null) return String(value);
  return Object.entries(distinct(cell))
    .filter(([field, part]) => part !== null || field === 'before')
    .map(([field, part]) => {
      if (field === 'state' || field === 'outcome') return wordOf(words.values, String(part));
      return `${wordOf(words.parts, field)} ${partText(field, part, words)}`;
    })
    .join(', ');
}

function partText(field: string, part: unknown, { values, choices }: DetailWords): string {
  if (isPosition.has(field)) return String(Number(part) + 1);
  if (typeof part === 'boolean') return wordOf(values, String(part));
  if (field === 'aliveTenth') return percents(Number(part) / 10, (Number(part) + 1) / 10);
  if (Array.isArray(part)) return part.join(' / ');
  if (typeof part === 'object' && part !== null) return Object.values(part).join(' ');
  return wordOf(choices[field] ?? {}, String(part));
}

/** The cell with names of their own for parts that mean another thing in another analysis. */
function distinct(cell: Record<string, unknown>): Record<string, unknown> {
  const { from, to, group, repeats, ...rest } = cell;
  // Links of a journey have a state and go from touchpoint to touchpoint; bands of risk are probabilities.
  if (typeof from === 'number' && typeof to === 'number')
    return 'state' in cell
      ? { fromTouchpoint: from, toTouchpoint: to, ...rest }
      : { risk: percents(from, to), ...rest };
  // Groups of survival are values of the customers' own data, those of answers a choice of three.
  if (group !== undefined) return 'state' in cell ? { group, ...rest } : { answers: group, ...rest };
  if (typeof repeats === 'object' && repeats !== null && 'to' in repeats) {
    const after = 'after' in repeats && repeats.after !== null ? String(repeats.after) : '…';
    return { repeats: `${after} – ${repeats.to}` };
  }
  return cell;
}

const percents = (from: number, to: number) => `${Math.round(from * 100)}–${Math.round(to * 100)}%`;

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
