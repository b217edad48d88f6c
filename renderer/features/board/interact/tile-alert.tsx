import { lazy, Suspense } from 'react';
import type { AlertDefinition } from '../../../../contract/alerts.ts';
import type { TileOf } from '../../../../contract/boards.ts';
import { useLocalized } from '../../../i18n/index.ts';
import { type BoardScope, measureFilterText } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';

const AlertForm = lazy(async () => ({ default: (await import('../../deliveries/alert-form.tsx')).AlertForm }));

type AlertView = NonNullable<AlertDefinition['tile']>['view'];

/** A new alert on a number tile, narrowed as its board is now. */
export function TileAlert({ tile, close }: { tile: TileOf<'number'>; close: () => void }) {
  const { board, scope } = useBoardState();
  const localized = useLocalized();
  const view = viewOf(scope);
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

/** How the board is narrowed now, but for its dates. Filters by their full names: boards may lose a filter, alerts not. */
function viewOf({ filters, measureFilters, segment }: BoardScope): AlertView {
  return {
    ...Object.fromEntries(filters.filter(({ values }) => values.length > 0).map((one) => [one.member, one.values])),
    ...(measureFilters.length > 0 ? { where: measureFilters.map(measureFilterText) } : {}),
    ...(segment === null ? {} : { segment }),
  };
}
