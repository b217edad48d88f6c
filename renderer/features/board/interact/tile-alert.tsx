import { lazy, Suspense } from 'react';
import type { TileOf } from '../../../../contract/boards.ts';
import { useLocalized } from '../../../i18n/index.ts';
import { useBoardState } from '../board-context.ts';

const AlertForm = lazy(async () => ({ default: (await import('../../deliveries/alert-form.tsx')).AlertForm }));

/** A new alert on a number tile, narrowed as its board is now. */
export function TileAlert({ tile, close }: { tile: TileOf<'number'>; close: () => void }) {
  const { board, scope, search } = useBoardState();
  const localized = useLocalized();
  const view = viewOf(search);
  const { measure, timeMember } = tile;
  return (
    <Suspense>
      <AlertForm
        alert={null}
        start={{
          name: localized(tile.title).slice(0, 80),
          tile: { board: board.id, tile: tile.id, view },
          ...{ measure, timeMember },
          ...(scope.preset === null ? {} : { range: scope.preset }),
        }}
        close={close}
      />
    </Suspense>
  );
}

/** What no alert keeps: dates move on (a range by its name is kept apart), and the rest is how the board was looked at. */
const passing: readonly string[] = ['from', 'to', 'range', 'tab', 'token', 'edit', 'slides', 'every'];

function viewOf(search: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const kept = Object.entries(search).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined && !passing.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}
