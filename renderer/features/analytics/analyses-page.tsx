import { Link } from '@tanstack/react-router';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Page } from '../../ui/index.ts';
import styles from './analyses-page.module.css';
import { AnalysisPicture } from './analysis-picture.tsx';
import { AnalysisTabs } from './frame/analysis-layout.tsx';

const groups: readonly { name: 'behaviour' | 'value' | 'voice'; kinds: readonly AnalysisKind[] }[] = [
  { name: 'behaviour', kinds: ['funnel', 'retention', 'lifecycle', 'stickiness', 'paths'] },
  { name: 'value', kinds: ['rfm', 'clv', 'churn'] },
  { name: 'voice', kinds: ['feedback', 'stages', 'journey'] },
];

/** Which question each analysis answers. */
export default function AnalysesPage() {
  const { t } = useTranslation('analytics');
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
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Page>
  );
}
