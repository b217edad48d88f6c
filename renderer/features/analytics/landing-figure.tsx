import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import styles from './analyses-page.module.css';
import { figureText } from './comparing/figure-text.ts';
import { ask } from './frame/use-answer.ts';
import { useWorld } from './frame/world.ts';
import { landingQuestion } from './landing-figures.ts';

interface LandingFigureProps {
  kind: AnalysisKind;
  /** The cards before this one have their answers. */
  isItsTurn: boolean;
  onDone: () => void;
}

/** What an analysis says now, in one figure; nothing while it is not known, or where it cannot be. */
export default function LandingFigure({ kind, isItsTurn, onDone }: LandingFigureProps) {
  const world = useWorld();
  const asked = landingQuestion(kind, world);
  const isWanted = asked !== null && asked.body !== null;
  const key = JSON.stringify(asked?.body ?? null);
  // The key and the shape of the page's own question: what one has asked the other need not.
  const answer = useQuery({
    queryKey: ['analytics', asked?.path ?? kind, key],
    queryFn: async ({ signal }) => {
      const start = performance.now();
      if (!asked) throw new Error(kind);
      const data = await ask(asked.path, asked.body, asked.schema, signal);
      return { data, elapsedMs: performance.now() - start };
    },
    enabled: isItsTurn && isWanted,
    retry: false,
  });
  const isDone = isItsTurn && (!isWanted || !answer.isPending);
  useEffect(() => {
    if (isDone) onDone();
  }, [isDone, onDone]);
  const [figure] = answer.data && asked ? asked.figuresOf(answer.data.data) : [];
  if (!figure || figure.value === null) return <span className={styles.figure} />;
  return (
    <span className={styles.figure} data-testid={`figure-${kind}`}>
      <b>{figureText(figure, world)}</b> {world.t(`keyFigures.${figure.name}`)}
    </span>
  );
}
