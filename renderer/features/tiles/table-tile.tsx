import type { CSSProperties } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import type { Language } from '../../../contract/language.ts';
import { formatCount, formatDay, formatExact, formatScaled, scaleForList, unitWord } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { blankValue, groupQuery, personFields, useCube, viewOf } from '../../queries/index.ts';
import { type CubeRow, figure } from '../../transport/index.ts';
import { valueLabel } from './chart/value-label.ts';
import { RowsSkeleton } from './skeletons.tsx';
import styles from './table-tile.module.css';
import { type MarkPick, useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type TableTileDefinition = Extract<Tile, { kind: 'table' }>;

/** Rows with figures that align; the measure they are ordered by has a bar beside it. */
export function TableTile({ tile }: { tile: TableTileDefinition }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const { scope, members, member } = useTileSurface();
  const { query, range, unreached } = groupQuery(tile, scope, members);
  const answer = useCube(query);
  const state = tileStateOf(answer, ({ rows }) => rows.length === 0);
  const rows = answer.data?.rows ?? [];
  const columns = useColumns(tile, rows);
  // Grouped by our number too, so that two people of one name stay two rows; read by the name alone.
  const named = tile.dimensions.filter((name) => !tile.dimensions.includes(member(name).namedBy ?? ''));
  const dimensions = filledOf(named, rows);
  const [personId = '', personName] = personFields(viewOf(tile.dimensions[0] ?? ''), members);
  const cut = answer.data?.truncated;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={range}
      measures={tile.measures}
      unreached={unreached}
      notes={
        state.kind === 'full'
          ? [
              localized(tile.subtitle ?? { 'zh-CN': '', en: '' }),
              cut ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) }) : null,
            ]
          : []
      }
      skeleton={<RowsSkeleton rows={7} />}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this only groups what scrolls */}
      <div
        className={styles.scroll}
        role="group"
        aria-label={localized(tile.title)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <table className={styles.table} style={{ '--rows': rows.length } as CSSProperties}>
          <thead>
            <tr>
              {dimensions.map((name) => (
                <th key={name} scope="col">
                  {member(name).title}
                </th>
              ))}
              {columns.map((column) => (
                <th key={column.name} scope="col" className={styles.figure} colSpan={column.hasBar ? 2 : 1}>
                  {column.title}
                  {column.unitWord ? <small> {column.unitWord}</small> : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={tile.dimensions.map((name) => String(row[name])).join('\n')}>
                {dimensions.map((name) => (
                  <td key={name} className={styles.name} title={textOf(row[name]) ?? undefined}>
                    <Value
                      tile={tile}
                      member={name}
                      value={textOf(row[name])}
                      profileId={name === personName ? figure(row[personId]) : null}
                    />
                  </td>
                ))}
                {columns.map((column) => (
                  <Figure key={column.name} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </TileFrame>
  );
}

interface ValueProps {
  tile: TableTileDefinition;
  member: string;
  value: string | null;
  profileId: number | null;
}

/** A value of a dimension, which narrows the board where there is one around it. */
function Value({ tile, member, value, profileId }: ValueProps) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { interaction, scope } = useTileSurface();
  const text = valueLabel(member, value, language, t('blank'));
  if (!interaction) return text;
  const chosen = scope.filters.find((filter) => filter.member === member)?.values ?? [];
  const person = profileId === null ? {} : { profileId };
  const picks: MarkPick[] = [{ kind: 'value', member, value: value ?? blankValue, ...person }];
  return (
    <button
      type="button"
      className={styles.value}
      aria-pressed={chosen.includes(value ?? blankValue)}
      onClick={(event) => interaction.choose(tile, picks, event.ctrlKey || event.metaKey)}
      onContextMenu={(event) => {
        event.preventDefault();
        interaction.openMenu(tile, picks, { x: event.clientX, y: event.clientY });
      }}
    >
      {text}
    </button>
  );
}

/** A dimension that is empty in every row says nothing and is left out, unless nothing else would be left. */
function filledOf(dimensions: string[], rows: CubeRow[]): string[] {
  const filled = dimensions.filter((name) => rows.some((row) => textOf(row[name]) !== null));
  return filled.length > 0 ? filled : dimensions;
}

interface Column {
  name: string;
  title: string;
  unitWord: string;
  hasBar: boolean;
  largest: number;
  short: (value: number) => string;
  exact: (value: number) => string;
}

function useColumns(tile: TableTileDefinition, rows: CubeRow[]): Column[] {
  const language = useLanguage();
  const { member, style } = useTileSurface();
  return tile.measures.map((name) => {
    const measure = member(name);
    const unit = style(measure.unit);
    const values = rows.map((row) => Math.abs(figure(row[name]) ?? 0));
    const largest = Math.max(0, ...values);
    const scale = scaleForList(values, language);
    return {
      name,
      title: measure.title,
      unitWord: unitWord(unit, scale),
      hasBar: name === tile.orderBy,
      largest,
      short: (value) => formatScaled(value, unit, scale),
      exact: (value) => formatExact(value, unit),
    };
  });
}

function Figure({ column, row }: { column: Column; row: CubeRow }) {
  const language = useLanguage();
  const value = figure(row[column.name]);
  const length = value === null || column.largest === 0 ? 0 : (Math.max(0, value) / column.largest) * 100;
  return (
    <>
      {column.hasBar ? (
        <td className={styles.bar} aria-hidden="true">
          <i style={{ width: `${length}%` }} />
        </td>
      ) : null}
      <td className={styles.figure} title={value === null ? undefined : column.exact(value)}>
        {value === null ? (dayIn(row[column.name], language) ?? '—') : column.short(value)}
      </td>
    </>
  );
}

/** Measures such as the last order's time come as local times. */
function dayIn(value: CubeRow[string] | undefined, language: Language): string | null {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? formatDay(value, language) : null;
}

function textOf(value: CubeRow[string] | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
