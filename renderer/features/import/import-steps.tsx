import { useTranslation } from '../../i18n/index.ts';
import { CheckIcon } from '../../ui/index.ts';
import styles from './import.module.css';

const steps = ['choose', 'map', 'run'] as const;

/** Where one is in the import. */
export function ImportSteps({ current }: { current: (typeof steps)[number] }) {
  const { t } = useTranslation('import');
  const reached = steps.indexOf(current);
  return (
    <ol className={styles.steps} aria-label={t('stepsLabel')}>
      {steps.map((step, index) => (
        <li key={step} aria-current={step === current ? 'step' : undefined} data-done={index < reached || undefined}>
          <span aria-hidden="true">{index < reached ? <CheckIcon size={12} /> : index + 1}</span>
          {t(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}
