import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Page } from '../../ui/index.ts';
import styles from './analyses-page.module.css';
import { AnalysisPicture } from './analysis-picture.tsx';
import { AnalysisGate } from './frame/analysis-gate.tsx';
import { AnalysisTabs } from './frame/analysis-layout.tsx';
import { type Stand, StandContext } from './frame/stand.tsx';
import { SavedAnalyses } from './saved-analyses.tsx';

const LandingFigure = lazy(() => import('./landing-figure.tsx'));

const groups: readonly { name: 'behaviour' | 'value' | 'voice'; kinds: readonly AnalysisKind[] }[] = [
  { name: 'behaviour', kinds: ['funnel', 'retention', 'lifecycle', 'stickiness', 'paths'] },
  { name: 'value', kinds: ['rfm', 'clv', 'churn'] },
  { name: 'voice', kinds: ['feedback', 'stages', 'journey'] },
];
const order = groups.flatMap(({ kinds }) => kinds);
/** Figures come into the cards as they are known; the page itself waits for none of them. */
const quiet: Stand = { place: 'tile', settings: null, saved: null, report: () => {} };

/** Which question each analysis answers, and what the answer is now. */
export default function AnalysesPage() {
  const { t } = useTranslation('analytics');
  const [done, setDone] = useState(0);
  const finish = useMemo(() => order.map((_, index) => () => setDone((now) => Math.max(now, index + 1))), []);
  return (
    <Page title={t('title')} filters={<AnalysisTabs />}>
      <div className={styles.page}>
        <p className={styles.hint}>{t('landingHint')}</p>
        {groups.map(({ name, kinds }) => (
          <section key={name} aria-labelledby={`group-${name}`}>
            <h2 className={styles.group} id={`group-${name}`}>
              {t(`groups.${name}`)}
            </h2>
            <ul className={styles.cards}>
              {kinds.map((kind) => (
                <li key={kind}>
                  <Link to="/analytics/$kind" params={{ kind }} className={styles.card ?? ''}>
                    <AnalysisPicture kind={kind} />
                    <span className={styles.name}>{t(`kinds.${kind}`)}</span>
                    <span className={styles.question}>{t(`questions.${kind}`)}</span>
                    <StandContext value={quiet}>
                      <AnalysisGate kind={kind}>
                        <Suspense fallback={null}>
                          <LandingFigure
                            kind={kind}
                            isItsTurn={order.indexOf(kind) <= done}
                            onDone={finish[order.indexOf(kind)] ?? (() => {})}
                          />
                        </Suspense>
                      </AnalysisGate>
                    </StandContext>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <SavedAnalyses />
      </div>
    </Page>
  );
}
