import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type AnalysisKind, analysisKinds } from '../../../../contract/analysis-kinds.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { Page } from '../../../ui/index.ts';
import { RedoIcon, SlidersIcon, UndoIcon } from '../icons.tsx';
import { PeopleProvider } from '../people/people-provider.tsx';
import styles from './analysis-layout.module.css';
import { useStand } from './stand.tsx';
import type { Settings } from './use-settings.ts';

/** Below this width the settings lie over the result. */
const narrow = '(max-width: 1100px)';

interface AnalysisLayoutProps {
  kind: AnalysisKind;
  settings: Pick<Settings<object>, 'undo' | 'redo' | 'reset' | 'canUndo' | 'canRedo' | 'isGiven'>;
  builder: ReactNode;
  /** Buttons of this analysis: save, export. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Settings at the left, the result beside them, the ways to the other analyses above. */
export function AnalysisLayout({ kind, settings, builder, actions, children }: AnalysisLayoutProps) {
  const { t } = useTranslation('analytics');
  const { place, saved } = useStand();
  const [isOpen, setIsOpen] = useState(() => !matchMedia(narrow).matches);
  if (place !== 'page') {
    return (
      <PeopleProvider>
        <div className={styles.embedded} data-place={place}>
          {children}
        </div>
      </PeopleProvider>
    );
  }
  return (
    <PeopleProvider>
      <Page
        title={saved?.title ?? t(`kinds.${kind}`)}
        crumb={saved ? `${t('title')} / ${t(`kinds.${kind}`)}` : t('title')}
        filters={<AnalysisTabs />}
        actions={
          <>
            <IconButton label={`${t('undo')} (Ctrl+Z)`} onClick={settings.undo} isDisabled={!settings.canUndo}>
              <UndoIcon size={18} />
            </IconButton>
            <IconButton label={`${t('redo')} (Ctrl+Y)`} onClick={settings.redo} isDisabled={!settings.canRedo}>
              <RedoIcon size={18} />
            </IconButton>
            {actions}
          </>
        }
      >
        <div className={styles.columns} data-builder={isOpen ? 'open' : 'closed'}>
          <aside className={styles.builder} aria-label={t('builder')}>
            <div className={styles.builderHead}>
              <button
                type="button"
                className={styles.fold}
                aria-expanded={isOpen}
                aria-label={isOpen ? t('hideBuilder') : t('showBuilder')}
                title={isOpen ? t('hideBuilder') : t('showBuilder')}
                onClick={() => setIsOpen(!isOpen)}
                data-testid="fold-builder"
              >
                <SlidersIcon size={18} />
              </button>
              {isOpen ? <span className={styles.builderTitle}>{t('builder')}</span> : null}
              {isOpen && !settings.isGiven ? (
                <button type="button" className={styles.reset} onClick={settings.reset}>
                  {t('reset')}
                </button>
              ) : null}
            </div>
            {isOpen ? <div className={styles.builderBody}>{builder}</div> : null}
          </aside>
          <section className={styles.result} aria-label={t('result')}>
            {saved?.description ? <p className={styles.description}>{saved.description}</p> : null}
            {children}
          </section>
        </div>
      </Page>
    </PeopleProvider>
  );
}

/** The ways to all analyses. */
export function AnalysisTabs() {
  const { t } = useTranslation('analytics');
  return (
    <nav className={styles.tabs} aria-label={t('title')}>
      {analysisKinds.map((kind) => (
        <Link
          key={kind}
          to="/analytics/$kind"
          params={{ kind }}
          className={styles.tab ?? ''}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ includeSearch: false }}
          title={t(`questions.${kind}`)}
        >
          {t(`kinds.${kind}`)}
        </Link>
      ))}
    </nav>
  );
}

interface IconButtonProps {
  label: string;
  onClick: () => void;
  isDisabled: boolean;
  children: ReactNode;
}

function IconButton({ label, onClick, isDisabled, children }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.iconButton}
      aria-label={label}
      title={label}
      onClick={onClick}
      disabled={isDisabled}
    >
      {children}
    </button>
  );
}
