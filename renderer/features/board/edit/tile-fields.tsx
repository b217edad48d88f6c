import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import { type ReactNode, useId } from 'react';
import { z } from 'zod';
import { comparisons, granularities, type Tile, type TileOf } from '../../../../contract/boards.ts';
import { reportEntryOutput } from '../../../../contract/reports.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { measuresOf, viewOf } from '../../../queries/index.ts';
import { request } from '../../../transport/index.ts';
import { useBoardState } from '../board-context.ts';
import { AnalysisFields } from './analysis-fields.tsx';
import { downscaled } from './downscale.ts';
import styles from './edit.module.css';
import { MemberSelect } from './member-select.tsx';
import { TargetFields } from './target-fields.tsx';
import { timeMemberFor } from './tile-kinds.ts';

interface TileFieldsProps {
  tile: Tile;
  change: (tile: Tile) => void;
  /** What the tile is called when nobody names it. */
  placeholder: string;
}

/** All settings of a tile, those of its kind first. */
export function TileFields({ tile, change, placeholder }: TileFieldsProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const setTitle = (text: string) => {
    // One name serves both languages until somebody gives the other one its own.
    const isAlike = tile.title[other] === tile.title[language] || tile.title[other] === '';
    change({
      ...tile,
      title: { ...tile.title, [language]: text, ...(isAlike ? { [other]: text } : {}) } as Tile['title'],
    });
  };
  const setSubtitle = (text: string) => {
    const { subtitle: _, ...rest } = tile;
    change(text === '' ? (rest as Tile) : { ...tile, subtitle: { 'zh-CN': text, en: text } });
  };
  return (
    <>
      <KindFields tile={tile} change={change} />
      <h3>{t('words')}</h3>
      <Field label={t('title')}>
        {(id) => (
          <Input
            id={id}
            value={tile.title[language]}
            placeholder={placeholder}
            maxLength={120}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('subtitle')}>
        {(id) => (
          <Input
            id={id}
            value={tile.subtitle?.[language] ?? ''}
            maxLength={160}
            onChange={(event) => setSubtitle(event.target.value)}
          />
        )}
      </Field>
      {measuresOf(tile).length > 0 ? <ScopeFields tile={tile} change={change} /> : null}
    </>
  );
}

export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface KindProps<T extends Tile = Tile> {
  tile: T;
  change: (tile: Tile) => void;
}

function KindFields({ tile, change }: KindProps) {
  switch (tile.kind) {
    case 'number':
      return <NumberFields tile={tile} change={change} />;
    case 'trend':
    case 'stacked-trend':
      return <TrendFields tile={tile} change={change} />;
    case 'ranking':
    case 'histogram':
    case 'heat-map':
    case 'table':
      return <GroupFields tile={tile} change={change} />;
    case 'chart':
      return <ChartFields tile={tile} change={change} />;
    case 'text':
      return <TextFields tile={tile} change={change} />;
    case 'image':
      return <ImageFields tile={tile} change={change} />;
    case 'analysis':
      return <AnalysisFields tile={tile} change={change} />;
    case 'report':
      return <ReportFields tile={tile} change={change} />;
    case 'section':
      return null;
  }
}

/** Sets measures and keeps the time member in step with their view. */
function useMeasures() {
  const { members } = useBoardState();
  return (names: string[]) => ({ timeMember: timeMemberFor(names[0] ?? '', members) });
}

function NumberFields({ tile, change }: KindProps<TileOf<'number'>>) {
  const { t } = useTranslation('boards');
  const dated = useMeasures();
  return (
    <>
      <div className={styles.field}>
        <span>{t('measure')}</span>
        <MemberSelect
          label={t('measure')}
          kind="measure"
          value={tile.measure}
          onChange={([measure = '']) => change({ ...tile, measure, ...dated([measure]) })}
        />
      </div>
      <div className={styles.field}>
        <span>{t('comparedWith')}</span>
        <Checkbox.Group
          value={tile.comparisons}
          options={comparisons.map((value) => ({ value, label: t(`comparisons.${value}`) }))}
          onChange={(next) => change({ ...tile, comparisons: comparisons.filter((one) => next.includes(one)) })}
        />
      </div>
      <Toggle label={t('sparkline')} value={tile.sparkline} onChange={(sparkline) => change({ ...tile, sparkline })} />
      <TargetFields target={tile.target} change={(target) => change({ ...tile, target })} />
      <RuleFields tile={tile} change={change} />
    </>
  );
}

function RuleFields({ tile, change }: KindProps<TileOf<'number'>>) {
  const { t } = useTranslation('boards');
  const set = (index: number, part: object) =>
    change({ ...tile, rules: tile.rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)) });
  return (
    <div className={styles.field}>
      <span>{t('rules')}</span>
      {tile.rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
        <div key={index} className={styles.rule}>
          <Select
            aria-label={t('ruleOf')}
            value={rule.of}
            options={(['value', 'target'] as const).map((value) => ({ value, label: t(`ruleOfs.${value}`) }))}
            onChange={(of) => set(index, { of })}
          />
          <Select
            aria-label={t('ruleOperator')}
            value={rule.operator}
            options={[
              { value: 'gte', label: '≥' },
              { value: 'lt', label: '<' },
            ]}
            onChange={(operator) => set(index, { operator })}
          />
          <InputNumber
            aria-label={t('ruleBound')}
            value={rule.bound}
            onChange={(bound) => set(index, { bound: bound ?? 0 })}
          />
          <Select
            aria-label={t('ruleStatus')}
            value={rule.status}
            options={(['good', 'fair', 'bad'] as const).map((value) => ({ value, label: t(`statuses.${value}`) }))}
            onChange={(status) => set(index, { status })}
          />
          <button
            type="button"
            className={styles.remove}
            aria-label={t('remove')}
            onClick={() => change({ ...tile, rules: tile.rules.filter((_, place) => place !== index) })}
          >
            ×
          </button>
        </div>
      ))}
      <Button
        size="small"
        onClick={() =>
          change({ ...tile, rules: [...tile.rules, { of: 'target', operator: 'gte', bound: 1, status: 'good' }] })
        }
        disabled={tile.rules.length >= 6}
      >
        {t('addRule')}
      </Button>
    </div>
  );
}

function TrendFields({ tile, change }: KindProps<TileOf<'trend'> | TileOf<'stacked-trend'>>) {
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

function Measures({ tile, change }: { tile: { measures: string[] }; change: (measures: string[]) => void }) {
  const { t } = useTranslation('boards');
  return (
    <div className={styles.field}>
      <span>{t('measures')}</span>
      <MemberSelect
        label={t('measures')}
        kind="measure"
        isMany
        value={tile.measures}
        view={tile.measures[0] === undefined ? undefined : viewOf(tile.measures[0])}
        onChange={(measures) => (measures.length > 0 ? change(measures) : undefined)}
      />
    </div>
  );
}

function Steps({
  value,
  onChange,
  isOptional = false,
}: {
  value: string | null;
  onChange: (value: (typeof granularities)[number] | null) => void;
  isOptional?: boolean;
}) {
  const { t } = useTranslation('boards');
  const options = [
    ...(isOptional ? [{ value: 'none', label: t('noTime') }] : []),
    ...granularities.map((one) => ({ value: one as string, label: t(`steps.${one}`) })),
  ];
  return (
    <div className={styles.field}>
      <span>{t('timeStep')}</span>
      <Segmented
        value={value ?? 'none'}
        options={options}
        onChange={(next) => onChange(granularities.find((one) => one === next) ?? null)}
      />
    </div>
  );
}

type Grouped = TileOf<'ranking'> | TileOf<'histogram'> | TileOf<'heat-map'> | TileOf<'table'>;

function GroupFields({ tile, change }: KindProps<Grouped>) {
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

interface DimensionsProps {
  label: string;
  value: string[];
  view: string | undefined;
  isOptional?: boolean;
  most?: number;
  onChange: (names: string[]) => void;
}

function Dimensions({ label, value, view, onChange, isOptional = false, most = 12 }: DimensionsProps) {
  return (
    <div className={styles.field}>
      <span>{label}</span>
      <MemberSelect
        label={label}
        kind="dimension"
        isMany
        isOptional={isOptional}
        value={value}
        view={view}
        onChange={(names) => (names.length > 0 || isOptional ? onChange(names.slice(-most)) : undefined)}
      />
    </div>
  );
}

function Limit({ value, most, onChange }: { value: number; most: number; onChange: (value: number) => void }) {
  const { t } = useTranslation('boards');
  return (
    <Field label={t('limit')}>
      {(id) => <InputNumber id={id} min={1} max={most} value={value} onChange={(next) => onChange(next ?? value)} />}
    </Field>
  );
}

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
]);
const dimensionless = new Set(['gauge', 'calendar']);

function ChartFields({ tile, change }: KindProps<TileOf<'chart'>>) {
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
          most={chart === 'sankey' ? 3 : tile.granularity === null ? 2 : 1}
          onChange={(dimensions) => change({ ...tile, dimensions })}
        />
      )}
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
          <Toggle label={t('hasOther')} value={tile.hasOther} onChange={(hasOther) => change({ ...tile, hasOther })} />
        </>
      ) : null}
      {chart === 'gauge' || timed.has(chart) ? (
        <TargetFields target={tile.target} change={(target) => change({ ...tile, target })} />
      ) : null}
    </>
  );
}

function Toggle({ label, value, onChange }: { label: string; value: boolean; onChange: (value: boolean) => void }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Switch id={id} checked={value} onChange={onChange} style={{ justifySelf: 'start' }} />
    </div>
  );
}

function TextFields({ tile, change }: KindProps<TileOf<'text'>>) {
  const { t } = useTranslation('boards');
  return (
    <>
      <Field label={t('text')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={9}
            value={tile.text}
            maxLength={20_000}
            onChange={(event) => change({ ...tile, text: event.target.value })}
          />
        )}
      </Field>
      <div className={styles.field}>
        <span>{t('insertFigure')}</span>
        <MemberSelect
          label={t('insertFigure')}
          kind="measure"
          value={null}
          onChange={([name]) =>
            name
              ? change({
                  ...tile,
                  text: `${tile.text}${tile.text === '' || tile.text.endsWith(' ') ? '' : ' '}{{${name}}}`,
                })
              : undefined
          }
        />
      </div>
    </>
  );
}

function ImageFields({ tile, change }: KindProps<TileOf<'image'>>) {
  const { t } = useTranslation('boards');
  const choose = async (file: File | undefined) => {
    if (!file) return;
    change({ ...tile, source: await downscaled(file), alt: tile.alt || file.name.replace(/\.\w+$/, '') });
  };
  return (
    <>
      <Field label={t('picture')}>
        {(id) => (
          <input id={id} type="file" accept="image/*" onChange={(event) => void choose(event.target.files?.[0])} />
        )}
      </Field>
      <Field label={t('alt')}>
        {(id) => (
          <Input
            id={id}
            value={tile.alt}
            maxLength={300}
            onChange={(event) => change({ ...tile, alt: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function ReportFields({ tile, change }: KindProps<TileOf<'report'>>) {
  const { t } = useTranslation('boards');
  const reports = useQuery({
    queryKey: ['reports'],
    queryFn: ({ signal }) => request('/api/v1/reports', { schema: z.array(reportEntryOutput), signal }),
  });
  const choose = (reportId: string) => {
    const title = reports.data?.find((one) => one.id === reportId)?.title ?? '';
    const isNamed = tile.title.en !== '' || tile.title['zh-CN'] !== '';
    change({ ...tile, reportId, ...(isNamed ? {} : { title: { 'zh-CN': title, en: title } }) });
  };
  return (
    <div className={styles.field}>
      <span>{t('kinds.report')}</span>
      <Select
        aria-label={t('kinds.report')}
        showSearch={{ optionFilterProp: 'label' }}
        value={tile.reportId === '' ? null : tile.reportId}
        placeholder={t('chooseReport')}
        options={(reports.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id: string | null) => choose(id ?? '')}
      />
    </div>
  );
}

function ScopeFields({ tile, change }: KindProps) {
  const { t } = useTranslation('boards');
  const { board, member } = useBoardState();
  const kinds = ['board', 'trailing-months', 'all'] as const;
  return (
    <>
      <h3>{t('scope')}</h3>
      <div className={styles.field}>
        <span>{t('dates')}</span>
        <Select
          aria-label={t('dates')}
          value={tile.range.kind}
          options={kinds.map((value) => ({ value: value as Tile['range']['kind'], label: t(`ranges.${value}`) }))}
          onChange={(kind) =>
            change({
              ...tile,
              range: kind === 'trailing-months' ? { kind, months: 13 } : kind === 'all' ? { kind } : { kind: 'board' },
            })
          }
        />
        {tile.range.kind === 'trailing-months' ? (
          <InputNumber
            aria-label={t('months')}
            min={1}
            max={120}
            value={tile.range.months}
            suffix={t('months')}
            onChange={(months) => change({ ...tile, range: { kind: 'trailing-months', months: months ?? 13 } })}
          />
        ) : null}
      </div>
      {board.filterMembers.length > 0 ? (
        <div className={styles.field}>
          <span>{t('ignores')}</span>
          <Checkbox.Group
            value={tile.ignores}
            options={board.filterMembers.map((value) => ({ value, label: member(value).title }))}
            onChange={(ignores) => change({ ...tile, ignores })}
          />
        </div>
      ) : null}
    </>
  );
}
