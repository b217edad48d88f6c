import type { LineType } from '../../../contract/entities.ts';
import type { LeftOutReason, Reconciliation } from '../../../contract/reconciliation.ts';

/** One line of the statement: lines and minor units of the workspace's currency. */
export interface StatementRow {
  /** A line type for what is (or is no) sale; the reason itself for what its document keeps out. */
  key: LineType | Exclude<LeftOutReason, 'line_type'>;
  lines: number;
  amountMinor: number;
}

export interface Statement {
  inRevenue: StatementRow[];
  leftOut: StatementRow[];
  /** Whether lines in = lines in revenue + lines left out, and the rows of each part add up to it. */
  isBalanced: boolean;
  /** Lines in revenue and documents without lines together. */
  revenueMinor: number;
}

/** The reconciliation as a controller reads it: one row per reason, the largest first. */
export function statementOf({ all, inRevenue, leftOut, withoutLines }: Reconciliation): Statement {
  const kept = inRevenue.byLineType.map(({ lineType, ...portion }) => ({ key: lineType, ...portion }));
  const out = merged(
    leftOut.byReason.map(({ reason, lineType, ...portion }) => ({
      key: reason === 'line_type' ? lineType : reason,
      ...portion,
    })),
  );
  const sum = (rows: readonly { lines: number }[]) => rows.reduce((total, row) => total + row.lines, 0);
  return {
    inRevenue: byLines(kept),
    leftOut: byLines(out),
    isBalanced:
      all.lines === inRevenue.lines + leftOut.lines && sum(kept) === inRevenue.lines && sum(out) === leftOut.lines,
    revenueMinor: inRevenue.amountMinor + withoutLines.revenueMinor,
  };
}

/** Rows of one key as one: a cancelled order's goods and delivery are both simply cancelled. */
function merged(rows: readonly StatementRow[]): StatementRow[] {
  const totals = new Map<string, StatementRow>();
  for (const row of rows) {
    const known = totals.get(row.key) ?? { key: row.key, lines: 0, amountMinor: 0 };
    totals.set(row.key, {
      key: row.key,
      lines: known.lines + row.lines,
      amountMinor: known.amountMinor + row.amountMinor,
    });
  }
  return [...totals.values()];
}

const byLines = (rows: StatementRow[]): StatementRow[] => rows.sort((a, b) => b.lines - a.lines);

/** Minor units as a plain decimal with groups and a true minus, without sign: the column's head says the currency. */
export function formatMinor(amountMinor: number, digits: number): string {
  const text = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(amountMinor) / 10 ** digits,
  );
  return amountMinor < 0 ? `\u2212${text}` : text;
}
