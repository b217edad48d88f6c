import { useMemo } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { BarChart } from '../../charts/index.ts';
import { formatExact, formatRange, formatShort, formatTick, scaleFor, unitWord } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { groupQuery, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { useTheme } from '../../ui/index.ts';
import { bandsOf } from './bands.ts';
import { markHandler } from './mark-handler.ts';
import { PlotSkeleton } from './skeletons.tsx';
import { shareOf } from './steps.ts';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type HistogramTileDefinition = Extract<Tile, { kind: 'histogram' }>;

/** How many fall into each band of a value. */
export function HistogramTile({ tile }: { tile: HistogramTileDefinition }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { tokens } = useTheme();
  const { scope, members, member, style, interaction } = useTileSurface();
  const { query, range, unreached } = groupQuery(tile, scope, members);
  const answer = useCube(query);
  const state = tileStateOf(answer, ({ rows }) => rows.every((row) => (figure(row[tile.measure]) ?? 0) === 0));
  const rows = answer.data?.rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `members` stands for the functions derived from it
  const view = useMemo(() => {
    const measure = member(tile.measure);
    const unit = style(measure.unit);
    const bands = bandsOf(rows ?? [], tile, member(tile.dimension).bands, language);
    const whole = bands.reduce((sum, band) => sum + band.value, 0);
    const scale = scaleFor(Math.max(0, ...bands.map((band) => band.value)), language);
    const top = bands.reduce((best, band) => (band.value > best.value ? band : best), { label: '', value: 0 });
    return {
      bands,
      labels: bands.map((band) => roundShare(band.value, whole)),
      stacks: [{ name: measure.title, color: tokens.series[0], values: bands.map((band) => band.value) }],
      tick: (value: number) => formatTick(value, unit, scale),
      notes: [tile.subtitle ? localized(tile.subtitle) : measure.title, unitWord(unit, scale)],
      tooltip: (index: number) => {
        const band = bands[index];
        if (!band) return { title: '', rows: [] };
        const row = { name: measure.title, value: formatExact(band.value, unit), note: shareOf(band.value, whole) };
        return { title: band.label, rows: [row] };
      },
      latest: `${top.label} ${formatShort(top.value, unit)}`,
    };
  }, [rows, language, tokens, tile, members]);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={range}
      measures={[tile.measure]}
      unreached={unreached}
      notes={state.kind === 'full' ? view.notes : []}
      skeleton={<PlotSkeleton />}
    >
      <BarChart
        steps={view.bands.map((band) => band.label)}
        stacks={view.stacks}
        incompleteFrom={null}
        valueLabels={view.labels}
        formatTick={view.tick}
        tooltip={view.tooltip}
        label={t('chartSummary', {
          title: localized(tile.title),
          dates: formatRange(range.from, range.to, language),
          latest: view.latest,
        })}
        onStep={markHandler(tile, interaction, ({ category }) => {
          const value = view.bands[category]?.key;
          return value === undefined ? [] : [{ kind: 'value', member: tile.dimension, value }];
        })}
      />
    </TileFrame>
  );
}

/** A share above a bar: whole per cent, and never a nought over a bar that is there. */
function roundShare(value: number, whole: number): string {
  if (value <= 0 || whole <= 0) return '';
  const share = Math.round((value / whole) * 100);
  return share === 0 ? '<1%' : `${share}%`;
}
