import { useMemo } from 'react';
import type { ModelCube } from '../../../contract/model.ts';
import { widthOf } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { box, type JoinLine, layoutJoins } from './join-layout.ts';
import styles from './join-picture.module.css';
import { useRelationshipWords } from './relationship-words.ts';

interface JoinPictureProps {
  cubes: readonly ModelCube[];
  chosen: ModelCube | null;
  onChoose: (name: string) => void;
}

/** Cubes as boxes and joins as lines from the many to the one. The parts of what is chosen stand out. */
export function JoinPicture({ cubes, chosen, onChoose }: JoinPictureProps) {
  const { t } = useTranslation('model');
  const words = useRelationshipWords();
  const layout = useMemo(() => layoutJoins(cubes.filter(({ kind }) => kind === 'cube')), [cubes]);
  const lit = new Set(chosen ? [chosen.name, ...chosen.from] : []);
  const [width, height] = [layout.width + 4, layout.height + 4];
  // Lines of what is chosen lie over the others.
  const isLit = ({ from, to }: JoinLine) => lit.has(from.name) && lit.has(to.name);
  const lines = layout.lines.toSorted((a, b) => Number(isLit(a)) - Number(isLit(b)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture that scrolls is reached by keys
    <section className={styles.picture} tabIndex={0} aria-label={t('joinPicture')} data-testid="join-picture">
      <svg width={width} height={height} viewBox={`-2 -2 ${width} ${height}`}>
        <title>{t('joinPicture')}</title>
        {lines.map((line) => {
          const { from, to, relationship, kind, path } = line;
          return (
            <path
              key={`${from.name}-${to.name}-${kind}`}
              className={styles.join}
              data-lit={isLit(line)}
              data-kind={kind}
              d={path}
            >
              <title>{`${from.title} → ${to.title} · ${kind === 'join' ? words(relationship) : t('extends')}`}</title>
            </path>
          );
        })}
        {layout.boxes.map(({ cube, x, y }) => (
          // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a picture
          <g
            key={cube.name}
            className={styles.node}
            data-lit={lit.has(cube.name)}
            transform={`translate(${x} ${y})`}
            role="button"
            tabIndex={0}
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

/** A name cut where the box ends. */
function shortened(name: string): string {
  const room = box.width - 16;
  if (widthOf(name, 12) <= room) return name;
  const signs = [...name];
  while (signs.length > 0 && widthOf(`${signs.join('')}…`, 12) > room) signs.pop();
  return `${signs.join('')}…`;
}
