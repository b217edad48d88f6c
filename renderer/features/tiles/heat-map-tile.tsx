import type { CSSProperties } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { formatExact, formatShort } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { groupQuery, shortName, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { type AxisKind, gridOf, labelOf, longLabelOf } from './heat-map.ts';
import styles from './heat-map-tile.module.css';
import { PlotSkeleton } from './skeletons.tsx';
import { shareOf } from './steps.ts';
import { type MarkPick, useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type HeatMapTileDefinition = Extract<Tile, { kind: 'heat-map' }>;

/** Two dimensions against each other, depth of colour for size; a real table, so every cell can be read out. */
export function HeatMapTile({ tile }: { tile: HeatMapTileDefinition }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { scope, members, member, style, workspace, interaction } = useTileSurface();
  const { query, range, unreached } = groupQuery(tile, scope, members);
  const answer = useCube(query);
  const state = tileStateOf(answer, ({ rows }) => rows.every((row) => (figure(row[tile.measure]) ?? 0) === 0));
  const measure = member(tile.measure);
  const unit = style(measure.unit);
  const kinds = { x: kindOf(tile.x), y: kindOf(tile.y) };
  const grid = gridOf(answer.data?.rows ?? [], tile, kinds, workspace.weekStart);
  const peak = grid.peak;
  const picksOf = (row: string, column: string): MarkPick[] => [
    { kind: 'value', member: tile.y, value: row },
    { kind: 'value', member: tile.x, value: column },
  ];
  const title = localized(tile.title);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={range}
      measures={[tile.measure]}
      unreached={unreached}
      notes={state.kind === 'full' ? [tile.subtitle ? localized(tile.subtitle) : measure.title] : []}
      skeleton={<PlotSkeleton />}
    >
      <div className={styles.box}>
        <table className={styles.grid} style={{ '--columns': grid.columns.length } as CSSProperties}>
          <caption className="visually-hidden">
            {peak
              ? t('heatMapSummary', {
                  title,
                  day: longLabelOf(peak.y, kinds.y, language),
                  hour: longLabelOf(peak.x, kinds.x, language),
                  value: formatExact(peak.value, unit),
                })
              : title}
          </caption>
          <thead>
            <tr>
              <td />
              {grid.columns.map((column, index) => (
                <th key={column} scope="col">
                  <span aria-hidden="true">
                    {kinds.x !== 'hour' || index % 2 === 0 ? labelOf(column, kinds.x, language) : ''}
                  </span>
                  <span className="visually-hidden">{longLabelOf(column, kinds.x, language)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row) => (
              <tr key={row}>
                <th scope="row">{labelOf(row, kinds.y, language)}</th>
                {grid.columns.map((column) => {
                  const value = grid.valueAt(row, column);
                  const depth = value === null || !peak ? 0 : Math.max(0, value) / peak.value;
                  const where = `${longLabelOf(row, kinds.y, language)} ${longLabelOf(column, kinds.x, language)}`;
                  const share = shareOf(value, grid.total);
                  const size = value === null ? '—' : `${formatExact(value, unit)}${share ? ` · ${share}` : ''}`;
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the tile's table view offers the same by keyboard
                    <td
                      key={column}
                      title={`${where}\n${size}`}
                      data-blank={value === null || undefined}
                      onClick={(event) =>
                        interaction?.choose(tile, picksOf(row, column), event.ctrlKey || event.metaKey)
                      }
                      onContextMenu={(event) => {
                        if (!interaction) return;
                        event.preventDefault();
                        interaction.openMenu(tile, picksOf(row, column), { x: event.clientX, y: event.clientY });
                      }}
                    >
                      <i style={{ '--depth': `${Math.round(depth * 100)}%` } as CSSProperties} />
                      <span className="visually-hidden">{value === null ? '—' : formatShort(value, unit)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.scale} aria-hidden="true">
          {t('less')}
          {[8, 30, 53, 76, 100].map((depth) => (
            <i key={depth} style={{ '--depth': `${depth}%` } as CSSProperties} />
          ))}
          {t('more')}
          {peak ? ` (${formatShort(peak.value, unit)})` : ''}
        </p>
      </div>
    </TileFrame>
  );
}

function kindOf(memberName: string): AxisKind {
  const name = shortName(memberName);
  if (name.includes('weekday') || name.includes('day_of_week')) return 'weekday';
  return name.includes('hour') ? 'hour' : 'plain';
}
