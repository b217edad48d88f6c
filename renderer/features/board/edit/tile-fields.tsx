import { Checkbox, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import type { Tile } from '../../../../contract/boards.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { type DateRange, measuresOf, viewOf } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import { AnalysisFields } from './analysis-fields.tsx';
import { ChartFields, GroupFields, TrendFields } from './chart-fields.tsx';
import { ImageFields, ReportFields, TextFields } from './content-fields.tsx';
import styles from './edit.module.css';
import { Field, type KindProps } from './field.tsx';
import { NumberFields } from './number-fields.tsx';
import { TileFilters } from './tile-filters.tsx';

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

function ScopeFields({ tile, change }: KindProps) {
  const { t } = useTranslation('boards');
  const { board, member, scope } = useBoardState();
  const kinds = ['board', 'trailing-months', 'all', 'fixed'] as const;
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
              range: rangeOfKind(kind, scope.range),
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
        {tile.range.kind === 'fixed' ? (
          <DatePicker.RangePicker
            aria-label={t('dates')}
            allowClear={false}
            value={[dayjs(tile.range.from), dayjs(tile.range.to)]}
            onChange={(dates) => {
              const [from, to] = dates ?? [];
              if (from && to)
                change({
                  ...tile,
                  range: { kind: 'fixed', from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') },
                });
            }}
          />
        ) : null}
      </div>
      <TileFilters
        key={tile.kind}
        filters={tile.filters}
        view={viewOf(measuresOf(tile)[0] ?? '')}
        onChange={(filters) => change({ ...tile, filters })}
      />
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

function rangeOfKind(kind: Tile['range']['kind'], now: DateRange): Tile['range'] {
  switch (kind) {
    case 'trailing-months':
      return { kind, months: 13 };
    case 'fixed':
      return { kind, from: now.from, to: now.to };
    default:
      return { kind };
  }
}
