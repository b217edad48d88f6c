import type { CompiledExpression } from './expression.ts';
import type { ColumnProfile } from './format.ts';

/** Where a target's text comes from. */
export interface Source {
  target: string;
  isRequired: boolean;
  /** Column index; -1 = an expression or a constant. */
  column: number;
  expression: CompiledExpression | null;
  /** Of the column; null for an expression or a constant. */
  profile: ColumnProfile | null;
}

/** The first line of what an evaluation says, short enough for a reject. */
export function problemOf(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'summary' in error && typeof error.summary === 'string'
      ? error.summary
      : error instanceof Error
        ? error.message
        : 'failed';
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
