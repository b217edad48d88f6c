import { type MouseEvent, useMemo, useState } from 'react';
import { mapFor, outlinesOf, regionName, regionOf } from '../../maps/index.ts';
import { mixed } from '../look.ts';
import type { Plot } from '../plot.ts';
import styles from './map.module.css';
import type { SpreadExtra } from './spread.tsx';

const classes = 5;

interface Place {
  category: number;
  value: number;
  color: string;
}

/**
 * Regions filled by their figure in steps of equally many regions, and a list of all figures beside it, also of those
 * that no region is called by.
 */
function MapChart({ plot, extra }: { plot: Plot; extra: SpreadExtra }) {
  const { categories, tokens } = plot;
  const values = plot.series[0]?.values ?? [];
  const drawn = useMemo(() => placesOf(plot, extra), [plot, extra]);
  const { outlines, places, bounds, colors, unplaced, map, ordered } = drawn;
  const [hover, setHover] = useState<{ category: number; x: number; y: number } | null>(null);
  const pick = (event: MouseEvent, category: number) => {
    if (!plot.onMark) return;
    const mark = { category, series: 0 };
    if (event.type === 'contextmenu') {
      event.preventDefault();
      plot.onMark({ kind: 'menu', mark, x: event.clientX, y: event.clientY });
    } else plot.onMark({ kind: event.ctrlKey || event.metaKey ? 'add' : 'choose', mark });
  };
  const fill = (place: Place | undefined) => {
    if (!place) return tokens.line;
    return plot.hasChoice && categories[place.category]?.isChosen ? tokens.accent : place.color;
  };
  const told = hover ? plot.tooltip(hover.category) : null;
  return (
    <div className={styles.map}>
      <div className={styles.chart}>
        <svg
          viewBox={`0 0 ${outlines.width} ${outlines.height}`}
          role="img"
          aria-label={plot.label}
          data-drawing=""
          onMouseLeave={() => setHover(null)}
        >
          {outlines.regions.map(({ region, path }, index) => {
            const place = places.get(region);
            const shape = { d: path, fill: fill(place), stroke: tokens.surface, strokeWidth: 0.6 };
            if (!place) {
              // biome-ignore lint/suspicious/noArrayIndexKey: some places have no code; the order never changes
              return <path key={index} {...shape} />;
            }
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard
              <path
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={index}
                {...shape}
                className={plot.onMark ? styles.region : undefined}
                onClick={(event) => pick(event, place.category)}
                onContextMenu={(event) => pick(event, place.category)}
                onMouseMove={(event) => {
                  const box = event.currentTarget.ownerSVGElement?.parentElement?.getBoundingClientRect();
                  if (box)
                    setHover({ category: place.category, x: event.clientX - box.left, y: event.clientY - box.top });
                }}
              >
                <title>{regionName(map, region, extra.map?.language ?? 'en')}</title>
              </path>
            );
          })}
        </svg>
        {told && hover ? (
          <div className={styles.tip} style={{ left: hover.x, top: hover.y }}>
            <b>{told.title}</b>
            {told.rows.map((row) => (
              <span key={row.name}>
                {row.name} <strong>{row.value}</strong>
              </span>
            ))}
          </div>
        ) : null}
        <ol className={styles.scale} data-legend="">
          {colors.map((color, index) => (
            <li key={color}>
              <i style={{ background: color }} />
              {index === 0 ? `≤ ${plot.short(bounds[0] ?? 0)}` : `> ${plot.short(bounds[index - 1] ?? 0)}`}
            </li>
          ))}
        </ol>
      </div>
      <ul className={styles.list}>
        {ordered.map((category) => (
          <li key={category} data-unplaced={unplaced.has(category) || undefined}>
            <button
              type="button"
              disabled={!plot.onMark}
              aria-pressed={categories[category]?.isChosen}
              onClick={(event) => pick(event, category)}
              onContextMenu={(event) => pick(event, category)}
            >
              <span>{categories[category]?.name}</span>
              <b>{values[category] === null || values[category] === undefined ? '—' : plot.short(values[category])}</b>
            </button>
          </li>
        ))}
        {unplaced.size > 0 ? <li className={styles.note}>{extra.map?.unplaced(unplaced.size)}</li> : null}
      </ul>
    </div>
  );
}

function placesOf(plot: Plot, extra: SpreadExtra) {
  const { categories, tokens } = plot;
  const values = plot.series[0]?.values ?? [];
  const keys = categories.map(({ isOther }, index) => (isOther ? null : (extra.map?.keys[index] ?? null)));
  const map = extra.map?.name ?? mapFor(keys);
  const sums = new Map<string, { category: number; value: number }>();
  const unplaced = new Set<number>();
  keys.forEach((key, category) => {
    const value = values[category] ?? null;
    const region = regionOf(map, key);
    if (region === null) unplaced.add(category);
    // Two spellings of one region: the larger one gives the colour, both stand in the list.
    else if (value !== null && value > (sums.get(region)?.value ?? Number.NEGATIVE_INFINITY)) {
      sums.set(region, { category, value });
    }
  });
  const bounds = boundsOf([...sums.values()].map(({ value }) => value));
  const base = tokens.series[0];
  const colors = Array.from({ length: bounds.length + 1 }, (_, step) =>
    mixed(base, tokens.surface, bounds.length === 0 ? 0.3 : 0.78 - (0.78 * step) / bounds.length),
  );
  const colorOf = (value: number) => colors[bounds.filter((bound) => value > bound).length] ?? base;
  const places = new Map<string, Place>();
  for (const [region, one] of sums) places.set(region, { ...one, color: colorOf(one.value) });
  const size = (category: number) => values[category] ?? Number.NEGATIVE_INFINITY;
  const ordered = categories
    .map((_, category) => category)
    .sort((a, b) => Number(unplaced.has(a)) - Number(unplaced.has(b)) || size(b) - size(a) || a - b);
  return { outlines: outlinesOf(map), places, bounds, colors, unplaced, map, ordered };
}

/** Upper bounds of all classes but the last: equally many figures in each, as far as they differ. */
export function boundsOf(values: readonly number[]): number[] {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b);
  const count = Math.min(classes, sorted.length);
  return Array.from({ length: Math.max(0, count - 1) }, (_, step) => {
    const place = Math.ceil(((step + 1) * sorted.length) / count) - 1;
    return sorted[place] ?? 0;
  });
}

export default { map: MapChart };
