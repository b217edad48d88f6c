import type { Pivot } from '../../contract/pivot.ts';
import type { Catalogue } from './catalogue.ts';
import { Cells } from './cells.ts';
import { figureOf } from './figure-of.ts';
import type { FigurePlan } from './figures.ts';
import { type CubeAnswer, type PlannedQuestion, pathReader } from './questions.ts';
import type { AxisTree } from './tree.ts';

/** Beyond this many cells every depth is asked by itself. */
export const rolledUpCells = 200_000;

/** Whether all figures are plain counts of rows, and every member of both axes is shown as it is. */
export function isCountOnly({ rows, columns }: Pivot, { figures, groups }: FigurePlan, catalogue: Catalogue): boolean {
  const fields = [...rows, ...columns];
  return (
    fields.length > 0 &&
    figures.length > 0 &&
    groups.length === 1 &&
    figures.every(({ measure }) => catalogue.get(measure)?.aggregation === 'count') &&
    fields.every((field) => field.top === null && field.groups === null && field.bins === null)
  );
}

/** Innermost counts, and their sums for every depth above. */
export function rolledUpFigures(
  inner: PlannedQuestion,
  answer: CubeAnswer,
  {
    trees,
    figures,
    weekStart,
  }: { trees: { rows: AxisTree; columns: AxisTree }; figures: FigurePlan['figures']; weekStart: number },
): Cells {
  const rowPath = pathReader(inner, inner.row, answer, weekStart);
  const columnPath = pathReader(inner, inner.column, answer, weekStart);
  const places = answer.dataset.map((row): [number, number] => [
    trees.rows.add(rowPath(row)),
    trees.columns.add(columnPath(row)),
  ]);
  const cells = new Cells(trees.rows.size, trees.columns.size, figures.length);
  figures.forEach(({ measure }, figure) => {
    const at = answer.members.indexOf(measure);
    answer.dataset.forEach((row, index) => {
      const count = figureOf(row[at]);
      const [rowNode, columnNode] = places[index] ?? [0, 0];
      for (let r = rowNode; r >= 0; r = trees.rows.node(r).parent) {
        for (let c = columnNode; c >= 0; c = trees.columns.node(c).parent) {
          const before = cells.get(r, c, figure);
          cells.set(r, c, figure, (Number.isNaN(before) ? 0 : before) + count);
        }
      }
    });
  });
  return cells;
}
