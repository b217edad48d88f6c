import { useTranslation } from '../../i18n/index.ts';
import { useEntityName } from './entity-name.ts';
import { type DraftAction, isAsSaved, type MapStep } from './import-draft.ts';
import styles from './map-step.module.css';
import { isTableEntity } from './mapping-plan.ts';

const choices = [
  'orders',
  'order_items',
  'profiles',
  'products',
  'events',
  'survey_responses',
  'tickets',
  'opportunities',
  'opportunity_stages',
  'table',
] as const;
/** From here on a guess is said as a fact. */
const sureFrom = 0.75;

const slotOf = (entity: string) => (isTableEntity(entity) ? 'table' : entity);

/** What one row is; the host's guess is chosen already and says how sure it is. */
export function EntityChoice({ step, dispatch }: { step: MapStep; dispatch: (action: DraftAction) => void }) {
  const { t } = useTranslation('import');
  const nameOf = useEntityName();
  const { guess } = step.preview;
  const guessed = slotOf(guess.entity);
  const words = {
    entity: guessed === 'table' ? t('entity.table') : nameOf(guess.entity),
    percent: `${Math.round(guess.confidence * 100)}%`,
  };
  const isGuess = slotOf(step.entity) === guessed;
  const onChoose = (entity: string) => dispatch({ type: 'entity-chosen', entity });
  return (
    <fieldset className={styles.section} data-testid="import-entity">
      <legend className={styles.sectionTitle}>{t('entity.title')}</legend>
      <div className={styles.entities}>
        {choices.map((choice) => (
          <label key={choice} className={styles.entity} data-guess={choice === guessed || undefined}>
            <input
              type="radio"
              className={styles.entityInput}
              name="import-entity"
              value={choice}
              checked={slotOf(step.entity) === choice}
              onChange={() => onChoose(choice)}
            />
            <span className={styles.entityName}>
              {t(`entity.${choice}`)}
              {choice === guessed ? <span className="visually-hidden"> ({t('entity.guessed')})</span> : null}
            </span>
            <span className={styles.entityHint}>{t(`entity.${choice}Hint`)}</span>
          </label>
        ))}
      </div>
      <p className={styles.note} aria-live="polite" data-testid="import-kind-note">
        {isAsSaved(step) ? (
          <>
            {t('entity.savedUsed')}{' '}
            <button type="button" className={styles.link} onClick={() => dispatch({ type: 'guess-taken' })}>
              {t('entity.savedLeave')}
            </button>
          </>
        ) : isGuess ? (
          guessText()
        ) : (
          <>
            {t('entity.guessLeft', words)}{' '}
            <button type="button" className={styles.link} onClick={() => onChoose(guess.entity)}>
              {t('entity.guessBack')}
            </button>
          </>
        )}
        {step.preview.saved !== null && !isAsSaved(step) ? (
          <>
            {' '}
            <button type="button" className={styles.link} onClick={() => dispatch({ type: 'saved-taken' })}>
              {t('entity.savedBack')}
            </button>
          </>
        ) : null}
      </p>
    </fieldset>
  );

  function guessText(): string {
    if (guessed === 'table') return t('entity.guessTable');
    return t(guess.confidence >= sureFrom ? 'entity.guessSure' : 'entity.guessUnsure', words);
  }
}
