import { Segmented } from 'antd';
import { comparisons, type Tile, type TileOf } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { viewOf } from '../../../queries/index.ts';
import { LookSettings } from '../../chart-settings/look-settings.tsx';
import styles from './edit.module.css';
import { Dimensions, type KindProps, Limit, Measures, Steps, Toggle, useMeasures } from './field.tsx';
import { MemberSelect } from './member-select.tsx';
import { TargetFields } from './target-fields.tsx';

export function TrendFields({ tile, change }: KindProps<TileOf<'trend'> | TileOf<'stacked-trend'>>) {
  const { t } = useTranslation('boards');
  const dated = useMeasures();
  return (
    <>
      <Measures tile={tile} change={(measures) => change({ ...tile, measures, ...dated(measures) })} />
      <Steps
        value={tile.granularity}
        onChange={(granularity) => change({ ...tile, granularity: granularity ?? 'month' })}
      />
      {tile.kind === 'trend' ? (
        <div className={styles.field}>
          <span>{t('comparedWith')}</span>
          <Segmented
            value={tile.comparison ?? 'none'}
            options={['none' as const, ...comparisons].map((value) => ({
              value,
              label: value === 'none' ? t('none') : t(`comparisons.${value}`),
            }))}
            onChange={(comparison) =>
              change({ ...tile, comparison: comparisons.find((one) => one === comparison) ?? null })
            }
          />
        </div>
      ) : null}
    </>
  );
}

type Grouped = TileOf<'ranking'> | TileOf<'histogram'> | TileOf<'heat-map'> | TileOf<'table'>;

export function GroupFields({ tile, change }: KindProps<Grouped>) {
  const { t } = useTranslation('boards');
  const dated = useMeasures();
  const view = viewOf(tile.kind === 'table' ? (tile.measures[0] ?? '') : tile.measure);
  if (tile.kind === 'table') {
    return (
      <>
        <Dimensions
          label={t('columns')}
          value={tile.dimensions}
          view={view === '' ? undefined : view}
          onChange={(dimensions) => change({ ...tile, dimensions })}
        />
        <Measures
          tile={tile}
          change={(measures) => change({ ...tile, measures, orderBy: measures[0] ?? tile.orderBy, ...dated(measures) })}
        />
        <Limit value={tile.limit} most={1000} onChange={(limit) => change({ ...tile, limit })} />
      </>
    );
  }
  const dimension = (label: string, value: string, set: (name: string) => void, isBands = false) => (
    <div className={styles.field}>
      <span>{label}</span>
      <MemberSelect
        label={label}
        kind="dimension"
        value={value}
        view={view}
        {...(isBands ? { accepts: hasBands } : {})}
        onChange={([name = '']) => set(name)}
      />
    </div>
  );
  return (
    <>
      <div className={styles.field}>
        <span>{t('measure')}</span>
        <MemberSelect
          label={t('measure')}
          kind="measure"
          value={tile.measure}
          onChange={([measure = '']) => change({ ...tile, measure, ...dated([measure]) } as Tile)}
        />
      </div>
      {tile.kind === 'heat-map' ? (
        <>
          {dimension(t('columns'), tile.x, (x) => change({ ...tile, x }))}
          {dimension(t('rows'), tile.y, (y) => change({ ...tile, y }))}
        </>
      ) : (
        dimension(
          t('dimension'),
          tile.dimension,
          (name) => change({ ...tile, dimension: name } as Tile),
          tile.kind === 'histogram',
        )
      )}
      {tile.kind === 'ranking' ? (
        <Limit value={tile.limit} most={50} onChange={(limit) => change({ ...tile, limit })} />
      ) : null}
    </>
  );
}

const hasBands = (member: { bands: unknown; type: string }) => member.bands !== null || member.type === 'number';

const timed = new Set(['line', 'area', 'bar', 'combo']);
const stackable = new Set(['area', 'bar']);
const limited = new Set([
  'line',
  'area',
  'bar',
  'combo',
  'pie',
  'treemap',
  'funnel',
  'waterfall',
  'scatter',
  'box-plot',
  'variance',
]);
const dimensionless = new Set(['gauge', 'calendar']);
const lookless = new Set(['gauge', 'calendar', 'sankey', 'box-plot', 'map', 'variance']);
const ordered = new Set(['bar', 'combo', 'pie', 'treemap', 'line', 'area']);

export function ChartFields({ tile, change }: KindProps<TileOf<'chart'>>) {
  const { t } = useTranslation('boards');
  const dated = useMeasures();
  const { chart } = tile;
  const view = viewOf(tile.measures[0] ?? '');
  return (
    <>
      <Measures
        tile={tile}
        change={(measures) =>
          change({ ...tile, measures, secondAxis: chart === 'combo' ? measures.slice(1) : [], ...dated(measures) })
        }
      />
      {timed.has(chart) ? (
        <Steps isOptional value={tile.granularity} onChange={(granularity) => change({ ...tile, granularity })} />
      ) : null}
      {dimensionless.has(chart) ? null : (
        <Dimensions
          label={t(tile.granularity === null ? 'dimensions' : 'splitBy')}
          value={tile.dimensions}
          view={view}
          isOptional
          most={
            chart === 'sankey' ? 3 : chart === 'map' || chart === 'variance' ? 1 : tile.granularity === null ? 2 : 1
          }
          onChange={(dimensions) => change({ ...tile, dimensions })}
        />
      )}
      {chart === 'variance' ? (
        <div className={styles.field}>
          <span>{t('against')}</span>
          <Segmented
            value={tile.against}
            options={(['target', 'previous_period', 'previous_year'] as const).map((value) => ({
              value,
              label: t(`againsts.${value}`),
            }))}
            onChange={(against) =>
              change({
                ...tile,
                against,
                target: against === 'target' ? (tile.target ?? { kind: 'plan' }) : tile.target,
              })
            }
          />
        </div>
      ) : null}
      {chart === 'map' ? (
        <div className={styles.field}>
          <span>{t('map')}</span>
          <Segmented
            value={tile.map}
            options={(['auto', 'world', 'china'] as const).map((value) => ({ value, label: t(`maps.${value}`) }))}
            onChange={(map) => change({ ...tile, map })}
          />
          <small>{t('mapHint')}</small>
        </div>
      ) : null}
      {stackable.has(chart) ? (
        <div className={styles.field}>
          <span>{t('stacking')}</span>
          <Segmented
            value={tile.stacking}
            options={(['none', 'stacked', 'percent'] as const).map((value) => ({
              value,
              label: t(`stackings.${value}`),
            }))}
            onChange={(stacking) => change({ ...tile, stacking })}
          />
        </div>
      ) : null}
      {chart === 'bar' ? (
        <Toggle
          label={t('horizontal')}
          value={tile.isHorizontal}
          onChange={(isHorizontal) => change({ ...tile, isHorizontal })}
        />
      ) : null}
      {limited.has(chart) && tile.granularity === null ? (
        <>
          <Limit value={tile.limit} most={1000} onChange={(limit) => change({ ...tile, limit })} />
          {chart === 'variance' ? null : (
            <Toggle
              label={t('hasOther')}
              value={tile.hasOther}
              onChange={(hasOther) => change({ ...tile, hasOther })}
            />
          )}
        </>
      ) : null}
      {chart === 'gauge' || timed.has(chart) || (chart === 'variance' && tile.against === 'target') ? (
        <TargetFields target={tile.target} change={(target) => change({ ...tile, target })} />
      ) : null}
      {lookless.has(chart) ? null : (
        <details className={styles.look}>
          <summary>{t('look')}</summary>
          <LookSettings
            look={tile.look}
            change={(look) => change({ ...tile, look })}
            has={{
              axes: timed.has(chart),
              lines: chart === 'line' || chart === 'area' || chart === 'combo',
              order: ordered.has(chart) && tile.granularity === null,
              series: timed.has(chart),
            }}
          />
        </details>
      )}
    </>
  );
}
