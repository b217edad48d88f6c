import { Tooltip } from 'antd';
import { memo, useEffect, useState } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import {
  formatChange,
  formatCount,
  formatExact,
  formatRange,
  formatScaled,
  scaleForList,
  unitWord,
} from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { blankValue, changeOf, rankingQueries, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { valueLabel } from './chart/value-label.ts';
import { comparisonWord } from './comparison.ts';
import styles from './ranking-tile.module.css';
import { RowsSkeleton } from './skeletons.tsx';
import { shareOf } from './steps.ts';
import { type MarkPick, type TileInteraction, useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

const followedWithinMs = 1000;

type RankingTileDefinition = Extract<Tile, { kind: 'ranking' }>;

/** The largest values of a dimension as bars from zero; where the board allows, a click narrows it to one. */
export function RankingTile({ tile }: { tile: RankingTileDefinition }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { scope, members, member, style, interaction } = useTileSurface();
  const queries = rankingQueries(tile, scope, members);
  const answer = useCube(queries.current);
  const rows = answer.data?.rows ?? [];
  const names = rows.map((row) => row[tile.dimension]).filter((name) => typeof name === 'string');
  const whole = useCube(queries.whole);
  const earlier = useCube(answer.isPlaceholderData ? null : queries.comparedQuery(names));
  const state = tileStateOf(answer, (one) => one.rows.every((row) => figure(row[tile.measure]) === null));
  const measure = member(tile.measure);
  const unit = style(measure.unit);
  const values = rows.map((row) => figure(row[tile.measure]));
  const known = values.filter((value) => value !== null);
  const largest = Math.max(0, ...known);
  const scale = scaleForList(known, language);
  const total = figure(whole.data?.rows[0]?.[tile.measure]);
  const chosen = scope.filters.find((filter) => filter.member === tile.dimension)?.values ?? [];
  // On paper, where nothing can be taken back, a list of the chosen values alone sets none apart.
  const setsApart = chosen.length > 0 && (interaction !== null || !names.every((name) => chosen.includes(name)));
  const before = new Map(earlier.data?.rows.map((row) => [row[tile.dimension], figure(row[tile.measure])]));
  const word = queries.compared ? comparisonWord(queries.compared.comparison, queries.range) : null;
  const cut = answer.data?.truncated;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.range}
      measures={[tile.measure]}
      unreached={queries.unreached}
      notes={
        state.kind === 'full'
          ? [
              localized(tile.subtitle ?? { 'zh-CN': '', en: '' }),
              unitWord(unit, scale),
              word ? t(`compared.${word}`) : null,
              cut ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) }) : null,
              tile.isFilter && interaction ? t('clickToFilter') : null,
            ]
          : []
      }
      skeleton={<RowsSkeleton rows={Math.min(tile.limit, 8)} />}
    >
      <ol
        className={styles.list}
        data-chosen={setsApart}
        aria-label={tile.isFilter && interaction ? t('clickToFilter') : undefined}
      >
        {rows.map((row, index) => {
          const name = row[tile.dimension];
          const value = values[index] ?? null;
          const previous = before.get(name ?? null) ?? null;
          const change = changeOf(value, previous, measure.unit);
          const share = measure.isAdditive ? shareOf(value, total) : '';
          return (
            <RankingRow
              key={JSON.stringify(name ?? null)}
              tile={tile}
              interaction={interaction}
              name={typeof name === 'string' && name !== '' ? name : null}
              length={value !== null && largest > 0 ? Math.max(0, value) / largest : 0}
              value={value === null ? '—' : formatScaled(value, unit, scale)}
              change={change ? formatChange(change, language) : ''}
              isChosen={chosen.includes(typeof name === 'string' && name !== '' ? name : blankValue)}
              hover={[
                value === null ? '—' : formatExact(value, unit),
                share ? t('ofTotal', { share }) : '',
                queries.compared && previous !== null
                  ? t('comparedTo', {
                      dates: formatRange(
                        queries.compared.period.range.from,
                        queries.compared.period.range.to,
                        language,
                      ),
                      value: formatExact(previous, unit),
                    })
                  : '',
              ]
                .filter(Boolean)
                .join('\n')}
            />
          );
        })}
      </ol>
    </TileFrame>
  );
}

interface RankingRowProps {
  tile: RankingTileDefinition;
  interaction: TileInteraction | null;
  /** Null for the rows without a value, which cannot be filtered by. */
  name: string | null;
  /** 0..1 of the longest bar. */
  length: number;
  value: string;
  change: string;
  isChosen: boolean;
  /** Lines below the name. */
  hover: string;
}

/** Drawn again where its own figures change; a click marks it at once, before the board has followed. */
const RankingRow = memo(function RankingRow(props: RankingRowProps) {
  const { tile, interaction, name, length, value, change, isChosen, hover } = props;
  const { t } = useTranslation('board');
  const language = useLanguage();
  const label = valueLabel(tile.dimension, name, language, t('blank'));
  const [clicked, setClicked] = useState({ isOn: isChosen, was: isChosen });
  if (clicked.was !== isChosen) setClicked({ isOn: isChosen, was: isChosen });
  // What the board did not follow (another click came in between) is taken back.
  useEffect(() => {
    if (clicked.isOn === isChosen) return;
    const timer = setTimeout(() => setClicked({ isOn: isChosen, was: isChosen }), followedWithinMs);
    return () => clearTimeout(timer);
  }, [clicked, isChosen]);
  const content = (
    <>
      <span className={styles.label} title={label}>
        {label}
      </span>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ width: `${length * 100}%` }} />
      </span>
      <span className={styles.value}>{value}</span>
      <span className={styles.change}>{change}</span>
    </>
  );
  const tip = (
    <>
      <b>{label}</b>
      {hover
        .split('\n')
        .filter(Boolean)
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
    </>
  );
  if (interaction === null) {
    return (
      <Tooltip title={tip} placement="top">
        <li className={styles.row} data-chosen={isChosen}>
          {content}
        </li>
      </Tooltip>
    );
  }
  const picks: MarkPick[] = [{ kind: 'value', member: tile.dimension, value: name ?? blankValue }];
  return (
    <li>
      <Tooltip title={tip} placement="top">
        <button
          type="button"
          className={styles.row}
          aria-pressed={clicked.isOn}
          data-chosen={clicked.isOn}
          onClick={(event) => {
            const isAdding = event.ctrlKey || event.metaKey;
            setClicked({ isOn: isAdding ? !isChosen : true, was: isChosen });
            interaction.choose(tile, picks, isAdding);
          }}
          onContextMenu={(event) => {
            event.preventDefault();
            interaction.openMenu(tile, picks, { x: event.clientX, y: event.clientY });
          }}
        >
          {content}
        </button>
      </Tooltip>
    </li>
  );
});
