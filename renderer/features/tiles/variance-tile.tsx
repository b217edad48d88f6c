import { useMemo } from 'react';
import { shortName } from '../../../contract/board-queries/index.ts';
import type { TileOf } from '../../../contract/boards.ts';
import {
  direction,
  formatChange,
  formatCount,
  formatExact,
  formatRange,
  formatScaled,
  scaleForList,
  unitWord,
} from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { blankValue, chartQueries, fixedTarget, plannedTarget, useCube, varianceQuery } from '../../queries/index.ts';
import { type CubeRow, figure } from '../../transport/index.ts';
import { valueLabel } from './chart/value-label.ts';
import { RowsSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { type TileState, tileStateOf } from './tile-state.ts';
import { type Variance, variances } from './variance.ts';
import styles from './variance-tile.module.css';

/** Values of a dimension against their target, their plan or the time before: signed bars, gains first. */
export function VarianceTile({ tile }: { tile: TileOf<'chart'> }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { scope, members, member, style } = useTileSurface();
  const [measureName = ''] = tile.measures;
  const [dimension = ''] = tile.dimensions;
  const measure = member(measureName);
  const queries = useMemo(() => chartQueries({ ...tile, limit: 1000 }, scope, members), [tile, scope, members]);
  const against = useMemo(() => varianceQuery(tile, scope, members), [tile, scope, members]);
  const answer = useCube(queries.current);
  const before = useCube(against?.query ?? null);
  const rows = answer.data?.rows;
  const beforeRows = before.data?.rows;
  const all = useMemo(() => {
    const actual = figuresOf(rows ?? [], dimension, measureName);
    const expected = against
      ? figuresOf(beforeRows ?? [], against.dimension, against.measure)
      : typedTargets([...actual.keys()]);
    return variances(actual, expected, measure.isAdditive);
    function typedTargets(values: (string | null)[]): Map<string | null, number | null> {
      const { target } = tile;
      const isOwn = (name: string) => name !== '' && shortName(name) === shortName(dimension);
      if (target?.kind === 'fixed') {
        // It is meant for each value shown; what narrows them to a part of themselves has none.
        const { slice } = scope;
        const expected = fixedTarget(target, slice && isOwn(slice.member) ? {} : scope);
        return new Map(values.map((value) => [value, expected]));
      }
      const chosen = scope.filters.find((filter) => isOwn(filter.member) && filter.values.length > 0)?.values;
      // Whatever else narrows the figures has no targets; `plannedTarget` then holds them against nothing.
      const others = scope.filters.filter((filter) => !isOwn(filter.member));
      const typed = scope.targets.filter((one) => one.measure === measureName && isOwn(one.member));
      const known = typed
        .map((one) => one.value)
        .filter((value) => !values.includes(value) && (chosen === undefined || chosen.includes(value)));
      const wanted = [...new Set([...values, ...known])].filter((value) => value !== null);
      return new Map(
        wanted.map((value) => {
          const narrowed = { ...scope, filters: [...others, { member: dimension, values: [value] }] };
          return [value, plannedTarget(measure, queries.range, narrowed)];
        }),
      );
    }
  }, [rows, beforeRows, against, dimension, measureName, measure, tile, scope, queries.range]);
  const held = all.filter(({ difference }) => difference !== null);
  const size = (one: (typeof held)[number]) => Math.abs(one.difference ?? 0);
  const largestFirst = held.toSorted((a, b) => size(b) - size(a));
  const kept = new Set(largestFirst.slice(0, tile.limit));
  const shown = held.filter((one) => kept.has(one));
  const largest = Math.max(0, ...shown.map(({ difference }) => Math.abs(difference ?? 0)));
  const unit = style(measure.unit);
  const scale = scaleForList(
    shown.map(({ actual }) => actual ?? 0),
    language,
  );
  const waiting = against !== null && before.data === undefined && !before.isError;
  const own = tileStateOf(answer, () => all.length === 0);
  const state: TileState =
    own.kind === 'full' && before.isError
      ? { kind: 'failed', error: before.error, retry: () => void before.refetch() }
      : own.kind === 'full' && waiting
        ? { kind: 'loading' }
        : own;
  const period = against?.period ?? null;
  const name = t(
    tile.against === 'target'
      ? tile.target?.kind === 'measure'
        ? 'variancePlan'
        : 'varianceTarget'
      : 'varianceBefore',
  );
  const dates = period ? formatRange(period.range.from, period.range.to, language) : '';
  // What has no target is told apart from what is left out for want of room.
  const without = tile.against === 'target' ? all.length - held.length : 0;
  const total = all.length - without;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.range}
      measures={[measureName]}
      unreached={queries.unreached}
      notes={
        state.kind === 'full'
          ? [
              tile.subtitle ? localized(tile.subtitle) : null,
              unitWord(unit, scale),
              dates === '' ? null : `${name} ${dates}`,
              total > shown.length && shown.length > 0
                ? t('shownOf', { shown: formatCount(shown.length), total: formatCount(total) })
                : null,
              without > 0 && shown.length > 0
                ? t('varianceWithout', { count: without, total: formatCount(all.length) })
                : null,
            ]
          : []
      }
      skeleton={<RowsSkeleton rows={7} />}
    >
      {shown.length === 0 ? (
        <p className={styles.nothing}>{t('varianceNothing')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={localized(tile.title)}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{member(dimension).title}</th>
                <th scope="col">{t('varianceActual')}</th>
                <th scope="col">{name}</th>
                <th scope="col" className={styles.wide}>
                  {t('varianceDifference')}
                </th>
                <th scope="col">%</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Row key={String(one.value)} one={one} tile={tile} largest={largest} format={format} exact={exact} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </TileFrame>
  );
  function format(value: number | null): string {
    return value === null ? '—' : formatScaled(value, unit, scale);
  }
  function exact(value: number | null): string | undefined {
    return value === null ? undefined : formatExact(value, unit);
  }
}

interface RowProps {
  one: Variance;
  tile: TileOf<'chart'>;
  largest: number;
  format: (value: number | null) => string;
  exact: (value: number | null) => string | undefined;
}

function Row({ one, tile, largest, format, exact }: RowProps) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { interaction, scope } = useTileSurface();
  const [dimension = ''] = tile.dimensions;
  const { value, actual, expected, share } = one;
  const difference = one.difference ?? 0;
  const label = valueLabel(dimension, value, language, t('blank'));
  const change = share === null ? null : { kind: 'ratio' as const, value: share };
  const length = largest > 0 ? (Math.abs(difference) / largest) * 50 : 0;
  const picks = [{ kind: 'value' as const, member: dimension, value: value ?? blankValue }];
  const chosen = scope.filters.find((filter) => filter.member === dimension)?.values ?? [];
  return (
    <tr data-chosen={chosen.includes(value ?? blankValue) || undefined}>
      <th scope="row">
        {interaction ? (
          <button
            type="button"
            title={label}
            onClick={(event) => interaction.choose(tile, picks, event.ctrlKey || event.metaKey)}
            onContextMenu={(event) => {
              event.preventDefault();
              interaction.openMenu(tile, picks, { x: event.clientX, y: event.clientY });
            }}
          >
            {label}
          </button>
        ) : (
          label
        )}
      </th>
      <td title={exact(actual)}>{format(actual)}</td>
      <td title={exact(expected)}>{format(expected)}</td>
      <td className={styles.wide} title={exact(difference)}>
        <span className={styles.bar} data-sign={difference < 0 ? 'less' : 'more'}>
          <i style={{ width: `${length}%` }} />
          <b>{`${difference > 0 ? '+' : ''}${format(difference)}`}</b>
        </span>
      </td>
      <td data-direction={change ? direction(change) : undefined}>{change ? formatChange(change, language) : '—'}</td>
    </tr>
  );
}

function figuresOf(rows: readonly CubeRow[], dimension: string, measure: string): Map<string | null, number | null> {
  return new Map(
    rows.map((row) => {
      const value = row[dimension];
      return [value === null || value === undefined || value === '' ? null : String(value), figure(row[measure])];
    }),
  );
}
