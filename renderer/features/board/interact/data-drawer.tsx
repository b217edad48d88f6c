import { Drawer } from 'antd';
import type { Tile } from '../../../../contract/boards.ts';
import { formatCount } from '../../../format/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { blankValue, type CubeRow, dimensionsOf, tileQuery, useCube } from '../../../queries/index.ts';
import type { MarkPick } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import { RowsTable } from './rows-table.tsx';

interface DataDrawerProps {
  tile: Tile;
  choose: (picks: MarkPick[]) => void;
  /** Opens what can be done with a row, as a right click on its mark does. */
  openMenu: (picks: MarkPick[], at: { x: number; y: number }) => void;
  close: () => void;
}

/** A tile's figures as a table; every row can be filtered by and drilled into, so that nothing needs a pointer. */
export function DataDrawer({ tile, choose, openMenu, close }: DataDrawerProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { board, scope, members } = useBoardState();
  const asked = tileQuery(tile, board.tiles, scope, members);
  const answer = useCube(asked?.query ?? null);
  const dimensions = dimensionsOf(tile);
  const rows = answer.data?.rows ?? [];
  const time = asked?.query.timeDimensions?.[0];
  const step = time?.granularity ? [`${time.dimension}.${time.granularity}`] : [];
  const picksOf = (row: CubeRow): MarkPick[] => [
    ...(time?.granularity
      ? [
          {
            kind: 'step' as const,
            start: String(row[`${time.dimension}.${time.granularity}`] ?? '').slice(0, 10),
            granularity: time.granularity,
          },
        ]
      : []),
    ...dimensions.map((member) => ({ kind: 'value' as const, member, value: String(row[member] ?? '') || blankValue })),
  ];
  const cut = answer.data?.truncated;
  return (
    <Drawer open onClose={close} size={760} title={localized(tile.title)} destroyOnHidden>
      {cut ? <p>{t('rowsCut', { shown: formatCount(cut.shown), total: formatCount(cut.total) })}</p> : null}
      <RowsTable
        rows={rows}
        columns={[...step, ...dimensions, ...(asked?.query.measures ?? [])]}
        {...(dimensions.length > 0 || step.length > 0
          ? { onRow: (row) => choose(picksOf(row)), onMenu: (row, at) => openMenu(picksOf(row), at) }
          : {})}
      />
    </Drawer>
  );
}
