import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TileOf } from '../../../contract/boards.ts';
import { type AxisField, type MemberKey, type Pivot, type PivotLine, pivotOutput } from '../../../contract/pivot.ts';
import { calculationLabel, keyLabel, lineLabel } from '../../../contract/pivot-labels.ts';
import { reportOutput } from '../../../contract/reports.ts';
import { formatCount, formatExact, formatShort } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { rangeOf, reportPivot, unknownMember } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import styles from './report-tile.module.css';
import { RowsSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import type { TileState } from './tile-state.ts';

type ReportTileDefinition = TileOf<'report'>;
const shownRows = 200;
const shownColumns = 40;

/** A saved report as a table, under the dates and filters of the board; every total by the measure's own definition. */
export function ReportTile({ tile }: { tile: ReportTileDefinition }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const { scope, members } = useTileSurface();
  const { reportId } = tile;
  const report = useQuery({
    queryKey: ['reports', reportId],
    queryFn: ({ signal }) =>
      request(`/api/v1/reports/${encodeURIComponent(reportId)}`, { schema: reportOutput, signal }),
  });
  const definition = report.data?.definition;
  const asked = useMemo(
    () => (definition ? reportPivot(definition.pivot, tile, scope, members) : null),
    [definition, tile, scope, members],
  );
  const answer = useQuery({
    queryKey: ['cube', 'pivot', 'tile', asked?.pivot, definition?.collapsed],
    queryFn: ({ signal }) => {
      const window = { rows: { from: 0, count: shownRows }, columns: { from: 0, count: shownColumns } };
      const body = { pivot: asked?.pivot, collapsed: definition?.collapsed, window };
      return request('/api/v1/pivot', { method: 'POST', body, schema: pivotOutput, signal });
    },
    enabled: asked !== null,
  });
  const failed = [report, answer].find((query) => query.isError);
  const state: TileState = failed
    ? { kind: 'failed', error: failed.error, retry: () => void failed.refetch() }
    : answer.data === undefined
      ? { kind: 'loading' }
      : answer.data.rowCount === 0
        ? { kind: 'empty' }
        : { kind: 'full', isRefreshing: answer.isFetching };
  const { data } = answer;
  const isCut = data !== undefined && (data.rowCount > shownRows || data.columnCount > shownColumns);
  const cut = isCut
    ? t('shownOf', { shown: formatCount(Math.min(shownRows, data.rowCount)), total: formatCount(data.rowCount) })
    : null;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={rangeOf(tile, scope)}
      measures={[]}
      unreached={asked?.unreached ?? []}
      notes={[tile.subtitle ? localized(tile.subtitle) : null, cut]}
      skeleton={<RowsSkeleton rows={7} />}
    >
      {data && asked ? (
        <PivotTable
          pivot={asked.pivot}
          data={data}
          emptyText={definition?.emptyText ?? ''}
          label={localized(tile.title)}
        />
      ) : null}
    </TileFrame>
  );
}

interface PivotTableProps {
  pivot: Pivot;
  data: { rows: PivotLine[]; columns: PivotLine[]; cells: (number | string | null)[][] };
  emptyText: string;
  label: string;
}

function PivotTable({ pivot, data, emptyText, label }: PivotTableProps) {
  const language = useLanguage();
  const { member, style } = useTileSurface();
  const keyOf = (field: AxisField | undefined, key: MemberKey) =>
    field
      ? keyLabel(field, key, {
          language,
          type: member(field.member).type,
          unit: /weekday/.test(field.member) ? 'weekday' : null,
          emptyText,
        })
      : '';
  const valueFor = (line: PivotLine, other: PivotLine) => pivot.values[line.value ?? other.value ?? 0];
  const measureOf = (value: Pivot['values'][number] | undefined) => {
    if (!value) return unknownMember('');
    const { source } = value;
    if ('measure' in source) return member(source.measure);
    const formula = pivot.formulas.find((one) => one.id === source.formula);
    return {
      ...unknownMember(formula?.name ?? ''),
      title: formula?.name ?? '',
      unit: formula?.unit ?? ('number' as const),
    };
  };
  const valueTitle = (index: number | null) => {
    const value = index === null ? undefined : pivot.values[index];
    return value
      ? [measureOf(value).title, calculationLabel(value.calculation, language)].filter(Boolean).join(' ')
      : '';
  };
  const headOf = (line: PivotLine, fields: readonly AxisField[]) =>
    [
      line.path.length === 0 && line.value !== null && fields.length === 0
        ? ''
        : lineLabel(line, (depth, key) => keyOf(fields[depth], key), language),
      pivot.values.length > 1 || fields.length === 0 ? valueTitle(line.value) : '',
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{pivot.rows.map((field) => member(field.member).title).join(' / ')}</th>
            {data.columns.map((line, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
              <th key={column} scope="col" data-total={line.kind !== 'member'}>
                {headOf(line, pivot.columns)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((line, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
            <tr key={row} data-total={line.kind !== 'member'}>
              <th scope="row" style={{ paddingLeft: 14 * Math.max(0, line.path.length - 1) }}>
                {headOf(line, pivot.rows)}
              </th>
              {data.columns.map((columnLine, column) => {
                const figure = line.isBlank ? null : (data.cells[row]?.[column] ?? null);
                const value = valueFor(line, columnLine);
                const unit = style(value?.calculation?.kind === 'percent' ? 'percent' : measureOf(value).unit);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
                  <td key={column} title={typeof figure === 'number' ? formatExact(figure, unit) : undefined}>
                    {typeof figure === 'number'
                      ? formatShort(figure, unit)
                      : typeof figure === 'string'
                        ? figure.slice(0, 10)
                        : emptyText}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
