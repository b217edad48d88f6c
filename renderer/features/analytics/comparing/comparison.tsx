import { useErrorSentence } from '../../../errors/index.ts';
import { formatDay } from '../../../format/index.ts';
import { changeOf } from '../../../queries/index.ts';
import { ChangeMark } from '../frame/change-mark.tsx';
import { useWorld } from '../frame/world.ts';
import styles from './comparison.module.css';
import { figureText } from './figure-text.ts';
import type { KeyFigure } from './key-figures.ts';
import type { Compared } from './use-comparison.ts';

interface ComparisonProps<T> {
  now: T | undefined;
  compared: Compared<T> | null;
  figuresOf: (answer: T) => KeyFigure[];
}

/** Key figures of an answer beside those of what it is compared with. */
export function Comparison<T>({ now, compared, figuresOf }: ComparisonProps<T>) {
  const world = useWorld();
  const { t, data, language } = world;
  const sentence = useErrorSentence();
  if (compared === null) return null;
  if (compared.missing === 'segment') return <p className={styles.missing}>{t('comparedGone')}</p>;
  if (compared.missing === 'days')
    return <p className={styles.missing}>{t('noEarlier', { date: formatDay(data.from, language) })}</p>;
  if (compared.error) return <p className={styles.missing}>{sentence(compared.error)}</p>;
  const before = compared.data === undefined ? null : figuresOf(compared.data);
  return (
    <section
      className={styles.strip}
      aria-label={t('comparedWith', { name: compared.name })}
      aria-busy={before === null}
      data-testid="comparison"
    >
      <h2 className={styles.heading}>{t('comparedWith', { name: compared.name })}</h2>
      <dl className={styles.figures}>
        {(now === undefined ? [] : figuresOf(now)).map((one) => {
          const other = before?.find(({ name }) => name === one.name) ?? null;
          const change = changeOf(one.value, other?.value ?? null, one.unit === 'percent' ? 'percent' : 'number');
          return (
            <div key={one.name} className={styles.figure}>
              <dt>{t(`keyFigures.${one.name}`)}</dt>
              <dd className={styles.value}>
                {figureText(one, world)}{' '}
                <ChangeMark change={one.unit === 'points' ? null : change} label={compared.name} />
              </dd>
              <dd className={styles.before}>{other === null ? '…' : `${compared.name} ${figureText(other, world)}`}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
