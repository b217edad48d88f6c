import { Button } from 'antd';
import { type CSSProperties, type ReactNode, useEffect } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatDay } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type DateRange, overlaps, shortName } from '../../queries/index.ts';
import { Definition, type DefinitionLine } from './definition.tsx';
import { useTileSurface } from './tile-context.ts';
import styles from './tile-frame.module.css';
import type { TileState } from './tile-state.ts';

interface TileFrameProps {
  tile: Tile;
  state: TileState;
  range: DateRange;
  /** Beside the title: unit and reading help, joined by dots. */
  notes?: (string | null | undefined)[];
  measures: string[];
  definitionLines?: DefinitionLine[];
  /** Filters of the board that do not reach this tile. */
  unreached: string[];
  /** Quiet shape of what is coming. */
  skeleton: ReactNode;
  children: ReactNode;
}

/** Border, title, definition and the states in between; always the size the board gives, so nothing jumps. */
export function TileFrame(props: TileFrameProps) {
  const { tile, state, range, notes = [], measures, definitionLines = [], unreached, skeleton, children } = props;
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const language = useLanguage();
  const { member, report, interaction, chrome, crumbs, scope } = useTileSurface();
  const title = localized(tile.title);
  const names = unreached.map((name) => member(name).title || shortName(name)).join(', ');
  const isFromFirstDay = state.kind === 'full' && range.from <= scope.data.from && measures.some(countsNew);
  const subtitle = [
    ...notes,
    names ? t('notFiltered', { names }) : null,
    isFromFirstDay ? t('firstAreNew', { date: formatDay(scope.data.from, language) }) : null,
  ]
    .filter(Boolean)
    .join(' · ');
  const isRefreshing = state.kind === 'full' && state.isRefreshing;
  const stateName = isRefreshing ? 'refreshing' : state.kind;
  useEffect(() => report(tile.id, stateName), [report, tile.id, stateName]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; as a region each of sixty tiles would be a landmark
    <section
      role="group"
      className={styles.tile}
      style={placementStyle(tile)}
      data-kind={tile.kind}
      data-state={stateName}
      data-testid={`tile-${tile.id}`}
      data-tile={tile.id}
      aria-labelledby={`tile-${tile.id}-title`}
      aria-busy={state.kind === 'loading' || isRefreshing}
    >
      <header className={styles.head}>
        <h2 className={styles.title} id={`tile-${tile.id}-title`} title={title}>
          {title}
        </h2>
        {subtitle ? (
          <p className={styles.notes} title={subtitle} data-notes="">
            {subtitle}
          </p>
        ) : null}
        {interaction && measures.length > 0 ? (
          <Definition title={title} measures={measures} range={range} lines={definitionLines} unreached={names} />
        ) : null}
        {chrome ? (
          <div className={styles.chrome} data-picture="skip">
            {chrome(tile)}
          </div>
        ) : null}
      </header>
      {crumbs ? crumbs(tile) : null}
      <div className={styles.body}>
        {state.kind === 'loading' ? <div className={styles.skeleton}>{skeleton}</div> : null}
        {state.kind === 'loading' ? <span className="visually-hidden">{t('loading', { title })}</span> : null}
        {state.kind === 'failed' ? <Failed error={state.error} retry={state.retry} /> : null}
        {state.kind === 'empty' ? <Empty range={range} /> : null}
        {state.kind === 'full' ? children : null}
      </div>
    </section>
  );
}

/** Measures that hold a customer's first order for their first ever: where the data begins, all are. */
const countsNew = (measure: string) => /^(new|returning)_customer/.test(shortName(measure));

/** Place on the 12-column grid; narrower boards reflow by `data-kind` and width, see the style sheet. */
function placementStyle({ placement: { x, y, w, h } }: Tile): CSSProperties {
  return { '--x': x + 1, '--y': y + 1, '--w': w, '--h': h, order: y * 12 + x } as CSSProperties;
}

function Failed({ error, retry }: { error: unknown; retry: (() => void) | null }) {
  const { t } = useTranslation('board');
  const sentence = useErrorSentence();
  return (
    <div className={styles.message} role="alert">
      <p>{t('failed')}</p>
      <p className={styles.detail} title={sentence(error)}>
        {sentence(error)}
      </p>
      {retry ? (
        <Button size="small" onClick={retry}>
          {t('retry')}
        </Button>
      ) : null}
    </div>
  );
}

function Empty({ range }: { range: DateRange }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { scope } = useTileSurface();
  const isFiltered = scope.filters.some((filter) => filter.values.length > 0);
  const dates = { from: formatDay(scope.data.from, language), to: formatDay(scope.data.to, language) };
  const sentence = overlaps(range, scope.data) ? t(isFiltered ? 'emptyFiltered' : 'empty') : t('emptyOutside', dates);
  return (
    <div className={styles.message}>
      <p className={styles.detail}>{sentence}</p>
    </div>
  );
}
