import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { endOfStep } from '../../../queries/index.ts';
import type { MarkPick, TileInteraction } from '../../tiles/index.ts';
import type { BoardState } from '../board-context.ts';

/** A mark whose menu is open, and where. */
export interface OpenMark {
  tile: Tile;
  picks: MarkPick[];
  x: number;
  y: number;
}

/** Click narrows to a mark, ctrl-click adds it, a second click takes it away; the menu offers the rest. */
export function useInteraction(state: BoardState) {
  const [open, setOpen] = useState<OpenMark | null>(null);
  // What is chosen by then, though the tiles may still show what was chosen before.
  const latest = useRef(state);
  useLayoutEffect(() => {
    latest.current = state;
  });
  const interaction = useMemo<TileInteraction>(
    () => ({
      choose: (_, picks, isAdding) => choose(latest.current, picks, isAdding),
      openMenu: (tile, picks, { x, y }) => setOpen({ tile, picks, x, y }),
    }),
    [],
  );
  return { interaction, open, close: () => setOpen(null) };
}

/** A step of time alone moves the dates of the board; with a value beside it, the value is meant. */
export function choose(
  state: Pick<BoardState, 'scope' | 'setFilters' | 'setStep' | 'board'>,
  picks: readonly MarkPick[],
  isAdding: boolean,
): void {
  const values = picks.filter((pick) => pick.kind === 'value');
  const [step] = picks.filter((pick) => pick.kind === 'step');
  if (values.length === 0) {
    if (!step) return;
    const { range, data } = state.scope;
    const end = endOfStep(step.start, step.granularity);
    const to = end < data.to ? end : data.to;
    const from = step.start > data.from ? step.start : data.from;
    const isSame = range.from === from && range.to === to;
    state.setStep(isSame ? null : { from, to });
    return;
  }
  const current = (member: string) => state.scope.filters.find((filter) => filter.member === member)?.values ?? [];
  const isAll = values.every(({ member, value }) => current(member).includes(value));
  const isOnly = isAll && values.every(({ member }) => current(member).length === 1);
  state.setFilters(
    values.map(({ member, value }) => {
      if (isAdding) {
        const without = current(member).filter((one) => one !== value);
        return { member, values: isAll ? without : [...without, value] };
      }
      return { member, values: isOnly ? [] : [value] };
    }),
  );
}
