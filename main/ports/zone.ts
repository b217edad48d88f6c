/**
 * Zone arithmetic for IANA zones: which offset holds at an instant, and which instant a wall-clock time means.
 * The rules come from Intl (ICU); asking Intl costs microseconds, so offsets are kept as segments per calendar year.
 * "Local ms" is a wall-clock time written as if it were UTC: `Date.UTC(2024, 2, 4, 14, 5)`.
 */

const dayMs = 86_400_000;
/** No zone has ever been further than 26 hours from another instant's offset; inside this margin the slow road decides. */
const edgeMs = 36 * 3_600_000;

/** A change of offset: the first instant of the new offset (UTC ms) and the offsets around it (local − UTC, ms). */
export interface ZoneTransition {
  at: number;
  offsetBeforeMs: number;
  offsetAfterMs: number;
}

/** What a wall-clock time means: one instant, none (clocks went forward over it) or two (clocks went back). */
export interface LocalInstant {
  /** UTC ms. `gap`: moved forward by the length of the gap; `overlap`: the earlier of the two. */
  utcMs: number;
  kind: 'exact' | 'gap' | 'overlap';
}

/** One year of one zone: `offsets[i]` holds from `starts[i]` (UTC ms) until `starts[i + 1]`; the last until `end`. */
interface YearTable {
  starts: number[];
  offsets: number[];
  end: number;
}

/** Rules of one zone. Make one per import or view (`zoneRules`) and call it per row: a call costs some 10 ns. */
export interface ZoneRules {
  readonly name: string;
  /** Offset at an instant: local − UTC in ms; east of Greenwich is positive. */
  offsetMs(utcMs: number): number;
  /** UTC ms of a wall-clock time; in a gap moved forward, in an overlap the earlier instant. */
  toUtc(localMs: number): number;
  /** The same with the kind told. */
  resolve(localMs: number): LocalInstant;
  /** Wall-clock time of an instant, as local ms. */
  toLocal(utcMs: number): number;
  /** Every change of offset with `fromUtcMs < at <= toUtcMs`, in order. */
  transitions(fromUtcMs: number, toUtcMs: number): ZoneTransition[];
}

const known = new Map<string, ZoneRules>();

/**
 * The rules of an IANA zone (`Asia/Shanghai`, `UTC`, `+08:00`); kept for the life of the process.
 * Fails with RangeError when the name is not a zone.
 */
export function zoneRules(name: string): ZoneRules {
  let rules = known.get(name);
  if (!rules) {
    rules = buildRules(name);
    known.set(name, rules);
  }
  return rules;
}

/** Whether `zoneRules` knows this name. */
export function isZone(name: string): boolean {
  try {
    zoneRules(name);
    return true;
  } catch {
    return false;
  }
}

/** Offset of a zone at an instant: local − UTC in ms. */
export function zoneOffsetMs(zone: string, utcMs: number): number {
  return zoneRules(zone).offsetMs(utcMs);
}

/** UTC ms of a wall-clock time in a zone; in a gap moved forward by its length, in an overlap the earlier instant. */
export function localToUtc(zone: string, localMs: number): number {
  return zoneRules(zone).toUtc(localMs);
}

/** Every change of offset of a zone with `fromUtcMs < at <= toUtcMs`, in order. */
export function zoneTransitions(zone: string, fromUtcMs: number, toUtcMs: number): ZoneTransition[] {
  return zoneRules(zone).transitions(fromUtcMs, toUtcMs);
}

function buildRules(name: string): ZoneRules {
  const askIntl = intlOffset(name);
  const years = new Map<number, YearTable>();
  // The segment met last; most rows of a file fall into the same one.
  let from = 0;
  let to = 0;
  let offset = 0;

  const yearTable = (year: number): YearTable => {
    let table = years.get(year);
    if (!table) {
      table = buildYear(askIntl, year);
      years.set(year, table);
    }
    return table;
  };
  const offsetMs = (utcMs: number): number => {
    if (utcMs >= from && utcMs < to) return offset;
    if (!Number.isFinite(utcMs)) return 0;
    const table = yearTable(new Date(utcMs).getUTCFullYear());
    let index = table.starts.length - 1;
    while (index > 0 && (table.starts[index] as number) > utcMs) index -= 1;
    from = table.starts[index] as number;
    to = table.starts[index + 1] ?? table.end;
    offset = table.offsets[index] as number;
    return offset;
  };
  const resolve = (localMs: number): LocalInstant => {
    const offsets = new Set([offsetMs(localMs - edgeMs), offsetMs(localMs), offsetMs(localMs + edgeMs)]);
    for (const change of transitions(localMs - edgeMs, localMs + edgeMs)) {
      offsets.add(change.offsetBeforeMs).add(change.offsetAfterMs);
    }
    const meant = [...offsets].map((o) => localMs - o).filter((utcMs) => utcMs + offsetMs(utcMs) === localMs);
    if (meant.length > 0) return { utcMs: Math.min(...meant), kind: meant.length > 1 ? 'overlap' : 'exact' };
    // A gap: the offset before the change carries the time forward by the gap's length.
    const gap = transitions(localMs - edgeMs, localMs + edgeMs).find(
      (t) => localMs >= t.at + t.offsetBeforeMs && localMs < t.at + t.offsetAfterMs,
    );
    return { utcMs: localMs - (gap ? gap.offsetBeforeMs : offsetMs(localMs)), kind: 'gap' };
  };
  const transitions = (fromUtcMs: number, toUtcMs: number): ZoneTransition[] => {
    const found: ZoneTransition[] = [];
    const lastYear = new Date(toUtcMs).getUTCFullYear();
    for (let year = new Date(fromUtcMs).getUTCFullYear(); year <= lastYear; year += 1) {
      const table = yearTable(year);
      table.starts.forEach((at, index) => {
        const before = index > 0 ? table.offsets[index - 1] : yearTable(year - 1).offsets.at(-1);
        const after = table.offsets[index] as number;
        if (at > fromUtcMs && at <= toUtcMs && before !== undefined && before !== after) {
          found.push({ at, offsetBeforeMs: before, offsetAfterMs: after });
        }
      });
    }
    return found;
  };
  return {
    name,
    offsetMs,
    resolve,
    transitions,
    toUtc: (localMs) => {
      const guess = localMs - offset;
      if (guess >= from + edgeMs && guess < to - edgeMs) return guess;
      return resolve(localMs).utcMs;
    },
    toLocal: (utcMs) => utcMs + offsetMs(utcMs),
  };
}

/** A function that asks Intl for the offset (ms) at an instant; some microseconds per call. */
function intlOffset(name: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const parts: Record<string, string> = {};
    for (const part of format.formatToParts(utcMs)) parts[part.type] = part.value;
    const local = new Date(0);
    const year = parts.era?.startsWith('B') ? 1 - Number(parts.year) : Number(parts.year);
    local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
    local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    return local.getTime() - Math.floor(utcMs / 1000) * 1000;
  };
}

function yearStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

/**
 * All offsets of one UTC year. Every day is asked in the years with daylight-saving experiments (changes a few days
 * apart exist); a month is fine enough before 1900 (local mean time) and after 2100 (ICU repeats a yearly rule).
 */
function buildYear(askIntl: (utcMs: number) => number, year: number): YearTable {
  const end = yearStart(year + 1);
  const stepMs = year >= 1900 && year <= 2100 ? dayMs : 30 * dayMs;
  const starts = [yearStart(year)];
  const offsets = [askIntl(yearStart(year))];
  let left = yearStart(year);
  while (left < end) {
    const right = Math.min(left + stepMs, end - 1000);
    if (right <= left) break;
    const after = askIntl(right);
    if (after !== offsets.at(-1)) {
      starts.push(bisect(askIntl, left, right));
      offsets.push(after);
    }
    left = right;
  }
  return { starts, offsets, end };
}

/** First whole second at which the offset is the one at `right`. */
function bisect(askIntl: (utcMs: number) => number, left: number, right: number): number {
  const target = askIntl(right);
  let low = Math.floor(left / 1000);
  let high = Math.ceil(right / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (askIntl(middle * 1000) === target) high = middle;
    else low = middle;
  }
  return high * 1000;
}
