import { Tooltip } from 'antd';
import type { StatusRule, Tile } from '../../../contract/boards.ts';
import { Sparkline } from '../../charts/index.ts';
import {
  direction,
  formatChange,
  formatChangeSize,
  formatExact,
  formatShort,
  headline,
  type Unit,
} from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import {
  changeOf,
  numberQueries,
  pointsOf,
  previousYear,
  statusOf,
  targetQuery,
  useCube,
} from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { useTargetOf } from './chart/target.ts';
import { type ComparedFigure, comparisonWord, useComparisonSentence } from './comparison.ts';
import styles from './number-tile.module.css';
import { stepName } from './steps.ts';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type NumberTileDefinition = Extract<Tile, { kind: 'number' }>;

/** One headline figure with what it is compared with and its course over the period. */
export function NumberTile({ tile }: { tile: NumberTileDefinition }) {
  const { t } = useTranslation('board');
  const { tiles, scope, members, member, style } = useTileSurface();
  const queries = numberQueries(tiles, tile, scope, members);
  const current = useCube(queries.current);
  const period = useCube(queries.compared.previous_period?.query ?? null);
  const year = useCube(queries.compared.previous_year?.query ?? null);
  const targetAnswer = useCube(targetQuery(tile, queries.sparkline.range, scope, members));
  const target = useTargetOf(tile, tile.measure, queries.sparkline.range, targetAnswer.data?.rows[0]);
  const sentenceOf = useComparisonSentence();
  const measure = member(tile.measure);
  const value = figure(current.data?.rows[0]?.[tile.measure]);
  const state = tileStateOf(current, (answer) => figure(answer.rows[0]?.[tile.measure]) === null);
  const compared = tile.comparisons.flatMap((comparison): ComparedFigure[] => {
    const question = queries.compared[comparison];
    if (!question) return [];
    const answer = comparison === 'previous_year' ? year : period;
    const isPending = question.query !== null && answer.data === undefined && !answer.isError;
    const earlier = question.query === null ? null : figure(answer.data?.rows[0]?.[tile.measure]);
    return [{ comparison, period: question.period, value: earlier, isPending }];
  });
  const shown = value === null ? null : headline(value, style(measure.unit));
  const status = statusOf(tile.rules, value, target);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.sparkline.range}
      measures={[tile.measure]}
      unreached={queries.unreached}
      definitionLines={[
        ...compared.map((one) => ({
          term: t(`comparedLong.${comparisonWord(one.comparison, queries.sparkline.range)}`),
          text: sentenceOf(one, measure.unit),
        })),
        ...(target === null ? [] : [{ term: t('target'), text: formatExact(target, style(measure.unit)) }]),
      ]}
      skeleton={<NumberSkeleton />}
    >
      <div className={styles.number}>
        <p
          className={styles.value}
          data-testid={`tile-${tile.id}-value`}
          data-value={value ?? ''}
          data-status={status ?? undefined}
          data-long={shown !== null && shown.text.length + 2 * shown.unit.length > 7}
          title={value === null ? undefined : formatExact(value, style(measure.unit))}
        >
          {shown?.text}
          {shown?.unit ? <span className={styles.unit}>{shown.unit}</span> : null}
          {status ? <StatusMark status={status} /> : null}
        </p>
        {tile.target ? <TargetLine tile={tile} value={value} target={target} unit={measure.unit} /> : null}
        <ul className={styles.compared}>
          {compared.map((one) => (
            <ComparedItem key={one.comparison} one={one} current={value} unit={measure.unit} tile={tile} />
          ))}
        </ul>
        {tile.sparkline ? <Course tile={tile} queries={queries} /> : null}
      </div>
    </TileFrame>
  );
}

/** How far the figure is from its target, as a share and a thin bar. */
function TargetLine({
  tile,
  value,
  target,
  unit,
}: {
  tile: NumberTileDefinition;
  value: number | null;
  target: number | null;
  unit: Unit;
}) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { style } = useTileSurface();
  if (target === null) return <p className={styles.target}>{t('targetMissing')}</p>;
  const share = value === null || target === 0 ? null : value / target;
  const difference = value === null ? null : changeOf(value, target, unit);
  return (
    <div className={styles.target} data-testid={`tile-${tile.id}-target`}>
      <span>
        {t('reached', {
          share: share === null ? '—' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`,
          target: formatShort(target, style(unit)),
        })}
        {difference ? ` (${formatChange(difference, language)})` : ''}
      </span>
      <i aria-hidden="true">
        <b style={{ width: `${Math.min(1, Math.max(0, share ?? 0)) * 100}%` }} />
      </i>
    </div>
  );
}

/** The state of a figure by shape and word; the colour only doubles it. */
function StatusMark({ status }: { status: StatusRule['status'] }) {
  const { t } = useTranslation('board');
  const shapes = { good: 'M2 6.5 5 9.5 10 3', fair: 'M6 2v5M6 9.6v.4', bad: 'M3 3l6 6M9 3l-6 6' };
  return (
    <span className={styles.status} data-status={status} title={t(`statuses.${status}`)}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        <path d={shapes[status]} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      </svg>
      <span className="visually-hidden">{t(`statuses.${status}`)}</span>
    </span>
  );
}

interface ComparedItemProps {
  one: ComparedFigure;
  current: number | null;
  unit: Parameters<typeof changeOf>[2];
  tile: NumberTileDefinition;
}

function ComparedItem({ one, current, unit, tile }: ComparedItemProps) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { scope } = useTileSurface();
  const sentenceOf = useComparisonSentence();
  const word = comparisonWord(one.comparison, scope.range);
  const change = changeOf(current, one.value, unit);
  const way = change ? direction(change) : null;
  return (
    <li data-testid={`tile-${tile.id}-${one.comparison}`}>
      <Tooltip title={sentenceOf(one, unit)} placement="bottomLeft">
        <span className={styles.comparedItem}>
          <span className={styles.comparedLabel}>{t(`compared.${word}`)}</span>
          {one.isPending ? <span className={styles.pending} /> : null}
          {!one.isPending && !change ? <NothingEarlier /> : null}
          {change && way ? (
            <span className={styles.change} data-way={way}>
              <Arrow way={way} />
              <span className="visually-hidden">
                {way === 'flat' ? t('unchanged') : t(way, { size: formatChangeSize(change, language) })}
              </span>
              <span aria-hidden="true">{formatChangeSize(change, language)}</span>
            </span>
          ) : null}
        </span>
      </Tooltip>
    </li>
  );
}

/** Long and short form; the style sheet shows the one that fits, and only that one is read out. */
function NothingEarlier() {
  const { t } = useTranslation('board');
  return (
    <>
      <span className={styles.none} data-length="long">
        {t('noEarlierData')}
      </span>
      <span className={styles.none} data-length="short">
        {t('noEarlierDataShort')}
      </span>
    </>
  );
}

/** Up and down by shape, so that the colour only doubles it. */
function Arrow({ way }: { way: 'up' | 'down' | 'flat' }) {
  const shapes = { up: 'M5 1 9.5 9h-9z', down: 'M5 9 .5 1h9z', flat: 'M1 4.2h8v1.6H1z' };
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <path d={shapes[way]} fill="currentColor" />
    </svg>
  );
}

function Course({ tile, queries }: { tile: NumberTileDefinition; queries: ReturnType<typeof numberQueries> }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { scope, member, style } = useTileSurface();
  const { query, range, granularity, key } = queries.sparkline;
  const lastYear = previousYear(range, scope.data.from);
  const isCompared = tile.comparisons.includes('previous_year') && lastYear.hasData;
  const answer = useCube(query);
  const earlier = useCube(isCompared ? shiftedTo(query, [lastYear.range.from, lastYear.range.to]) : null);
  if (!answer.data) return <div className={styles.course} />;
  const measure = member(tile.measure);
  const points = pointsOf(answer.data.rows, measure, { key, granularity, range, data: scope.data });
  const before = earlier.data
    ? pointsOf(earlier.data.rows, measure, { key, granularity, range: lastYear.range, data: scope.data })
    : [];
  const last = points.at(-1);
  return (
    <div className={styles.course}>
      <Sparkline
        values={points.map((point) => point.value)}
        compared={before.slice(0, points.length).map((point) => point.value)}
        incompleteFrom={granularity !== 'day' && last?.isIncomplete ? points.length - 1 : null}
        label={t('sparkline', { title: localized(tile.title) })}
        describe={(index) => {
          const point = points[index];
          if (!point) return '';
          const step = stepName(point.start, granularity, language, { range, data: scope.data });
          return `${step}  ${point.value === null ? '—' : formatShort(point.value, style(measure.unit))}`;
        }}
      />
    </div>
  );
}

function shiftedTo<Q extends { timeDimensions?: { dimension: string; dateRange?: [string, string] }[] }>(
  query: Q,
  dateRange: [string, string],
): Q {
  return { ...query, timeDimensions: (query.timeDimensions ?? []).map((one) => ({ ...one, dateRange })) };
}

function NumberSkeleton() {
  return (
    <div className={styles.number} aria-hidden="true">
      <div className={styles.skeletonValue} />
      <div className={styles.skeletonLine} />
      <div className={styles.course} />
    </div>
  );
}
