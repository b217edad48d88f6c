import { useMemo } from 'react';
import type { ModelCube } from '../../../contract/model.ts';
import { widthOf } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './join-picture.module.css';
import { useRelationshipWords } from './relationship-words.ts';

const box = { width: 168, height: 44, gapX: 88, gapY: 14 };

interface Placed {
  cube: ModelCube;
  x: number;
  y: number;
}

interface JoinPictureProps {
  cubes: readonly ModelCube[];
  chosen: ModelCube | null;
  onChoose: (name: string) => void;
}

/**
 * Cubes as boxes and joins as lines from the many to the one: a cube stands one column to the right of every cube that
 * points at it. The parts of what is chosen stand out.
 */
export function JoinPicture({ cubes, chosen, onChoose }: JoinPictureProps) {
  const { t } = useTranslation('model');
  const placed = useMemo(() => layout(cubes.filter(({ kind }) => kind === 'cube')), [cubes]);
  const byName = new Map(placed.map((one) => [one.cube.name, one]));
  const words = useRelationshipWords();
  const lit = new Set(chosen ? [chosen.name, ...chosen.from] : []);
  const width = Math.max(...placed.map(({ x }) => x), 0) + box.width + 4;
  const height = Math.max(...placed.map(({ y }) => y), 0) + box.height + 4;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture that scrolls is reached by keys
    <section className={styles.picture} tabIndex={0} aria-label={t('joinPicture')} data-testid="join-picture">
      <svg width={width} height={height} viewBox={`-2 -2 ${width} ${height}`}>
        <title>{t('joinPicture')}</title>
        {placed.flatMap(({ cube, x, y }) =>
          arrows(cube).map(({ to, relationship, kind }) => {
            const end = byName.get(to);
            if (!end) return null;
            const isLit = lit.has(cube.name) && lit.has(to);
            return (
              <path
                key={`${cube.name}-${to}`}
                className={styles.join}
                data-lit={isLit}
                data-kind={kind}
                d={curve({ x: x + box.width, y: y + box.height / 2 }, { x: end.x, y: end.y + box.height / 2 })}
              >
                <title>{`${cube.title} → ${end.cube.title} · ${kind === 'join' ? words(relationship) : t('extends')}`}</title>
              </path>
            );
          }),
        )}
        {placed.map(({ cube, x, y }) => (
          // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a picture
          <g
            key={cube.name}
            className={styles.node}
            data-lit={lit.has(cube.name)}
            transform={`translate(${x} ${y})`}
            role="button"
            tabIndex={0}
            aria-label={cube.title}
            aria-description={cube.name}
            onClick={() => onChoose(cube.name)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') onChoose(cube.name);
            }}
          >
            <rect width={box.width} height={box.height} rx="6" />
            <text x={box.width / 2} y={18} textAnchor="middle">
              {shortened(cube.title)}
            </text>
            <text className={styles.technical} x={box.width / 2} y={35} textAnchor="middle">
              {shortened(cube.name)}
            </text>
            <title>{`${cube.title} · ${cube.name}`}</title>
          </g>
        ))}
      </svg>
    </section>
  );
}

interface Arrow {
  to: string;
  relationship: string;
  kind: 'join' | 'extends';
}

/** Joins towards the one, each once (from the one to the many is the same line), and what a cube extends. */
function arrows(cube: ModelCube): Arrow[] {
  return [
    ...cube.joins
      .filter(({ relationship }) => !relationship.startsWith('one_to_many'))
      .map(({ to, relationship }): Arrow => ({ to, relationship, kind: 'join' })),
    ...(cube.kind === 'cube' ? cube.from : []).map((to): Arrow => ({ to, relationship: 'extends', kind: 'extends' })),
  ];
}

function layout(cubes: readonly ModelCube[]): Placed[] {
  const names = new Map(cubes.map((cube) => [cube.name, cube]));
  const columns = new Map<string, number>();
  const columnOf = (name: string, seen: readonly string[]): number => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    if (seen.includes(name)) return 0;
    const pointing = cubes.filter((one) => arrows(one).some(({ to }) => to === name) && one.name !== name);
    const column = Math.max(-1, ...pointing.map((one) => columnOf(one.name, [...seen, name]))) + 1;
    columns.set(name, column);
    return column;
  };
  const rows = new Map<number, number>();
  const joined = (cube: ModelCube) =>
    arrows(cube).length > 0 || cubes.some((one) => arrows(one).some(({ to }) => to === cube.name));
  return [...names.values()]
    .sort((a, b) => Number(joined(b)) - Number(joined(a)))
    .map((cube) => {
      const column = columnOf(cube.name, []);
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return { cube, x: column * (box.width + box.gapX), y: row * (box.height + box.gapY) };
    });
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  return `M ${from.x} ${from.y} C ${from.x + bend} ${from.y}, ${to.x - bend} ${to.y}, ${to.x} ${to.y}`;
}

/** A name cut where the box ends. */
function shortened(name: string): string {
  const room = box.width - 16;
  if (widthOf(name, 12) <= room) return name;
  const signs = [...name];
  while (signs.length > 0 && widthOf(`${signs.join('')}…`, 12) > room) signs.pop();
  return `${signs.join('')}…`;
}
