import { Checkbox, Input, Radio } from 'antd';
import { type Dispatch, type ReactNode, useState } from 'react';
import type { ImportOptions } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CurrencySelect, ZoneSelect } from '../settings/choice-selects.tsx';
import { useEntityName } from './entity-name.ts';
import type { ImportDefaults } from './import-defaults.ts';
import { type DraftAction, type MapStep, removesSample } from './import-draft.ts';
import styles from './map-step.module.css';
import type { CatalogField } from './map-step.tsx';
import { ambiguousDateColumns, isSourceName } from './mapping-plan.ts';

interface ImportOptionsFormProps {
  step: MapStep;
  fields: readonly CatalogField[];
  defaults: ImportDefaults | null;
  hasSample: boolean;
  dispatch: Dispatch<DraftAction>;
}

const modes = ['upsert', 'append', 'replace'] as const;
/** A year of four digits at the end leaves no doubt where the year is. */
const possibleOrders = (samples: readonly string[]) =>
  samples.some((sample) => /^\d{1,2}\D\d{1,2}\D\d{4}\b/.test(sample))
    ? (['dmy', 'mdy'] as const)
    : (['dmy', 'mdy', 'ymd'] as const);

/** How the file is read and what happens to what is known already. */
export function ImportOptionsForm({ step, fields, defaults, hasSample, dispatch }: ImportOptionsFormProps) {
  const { t } = useTranslation('import');
  const nameOf = useEntityName();
  const [isOpen, setIsOpen] = useState(false);
  const { options } = step;
  const change = (changes: ImportOptions) => dispatch({ type: 'options-changed', options: { ...options, ...changes } });
  const ambiguous = ambiguousDateColumns(fields, step.mapping, step.preview.columns)[0];
  const mode = options.mode ?? 'upsert';
  const hasMoney = fields.some(({ type }) => type === 'money');
  const isCurrencyGuessed = options.currency === undefined && (defaults?.isCurrencyGuessed ?? false);
  const isSourceValid = options.source === undefined || isSourceName(options.source);
  return (
    <fieldset className={styles.section}>
      <legend className={styles.sectionTitle}>{t('options.title')}</legend>
      {ambiguous || options.dateOrder ? (
        <OptionLine
          label={t('options.dateOrder', { sample: ambiguous?.samples[0] ?? '03/04/2024' })}
          hint={t('options.dateOrderHint')}
        >
          <Radio.Group
            value={options.dateOrder ?? null}
            onChange={(event) => change({ dateOrder: event.target.value })}
            data-testid="import-date-order"
          >
            {possibleOrders(ambiguous?.samples ?? []).map((order) => (
              <Radio key={order} value={order}>
                {t(`options.${order}`)}
              </Radio>
            ))}
          </Radio.Group>
        </OptionLine>
      ) : null}
      <div className={styles.modes}>
        <span className={styles.optionLabel} id="import-mode">
          {t('options.mode')}
        </span>
        <Radio.Group
          aria-labelledby="import-mode"
          className={styles.modeGroup ?? ''}
          value={mode}
          onChange={(event) => change({ mode: event.target.value })}
        >
          {modes.map((one) => (
            <Radio key={one} value={one} className={styles.mode ?? ''} data-testid={`import-mode-${one}`}>
              {t(`options.${one}`)}
              <span className={styles.help}>{t(`options.${one}Hint`, { entity: nameOf(step.entity) })}</span>
            </Radio>
          ))}
        </Radio.Group>
      </div>
      <div className={styles.twoColumns}>
        <OptionLine label={t('options.timezone')} hint={t('options.timezoneHint')}>
          <ZoneSelect
            aria-label={t('options.timezone')}
            value={options.timezone ?? defaults?.timezone}
            onChange={(timezone) => change({ timezone })}
          />
        </OptionLine>
        {hasMoney ? (
          <OptionLine
            label={t('options.currency')}
            hint={t(isCurrencyGuessed ? 'options.currencyGuessed' : 'options.currencyHint')}
          >
            <CurrencySelect
              aria-label={t('options.currency')}
              value={options.currency ?? defaults?.currency}
              onChange={(currency) => change({ currency })}
            />
          </OptionLine>
        ) : null}
      </div>
      <button type="button" className={styles.disclosure} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('options.more')}
      </button>
      {isOpen ? (
        <OptionLine
          label={t('options.source')}
          hint={isSourceValid ? t('options.sourceHint') : t('options.sourceInvalid')}
        >
          <Input
            value={options.source ?? ''}
            placeholder="files"
            aria-label={t('options.source')}
            {...(isSourceValid ? {} : { status: 'error' as const })}
            onChange={(event) =>
              dispatch({ type: 'options-changed', options: withSource(options, event.target.value) })
            }
          />
        </OptionLine>
      ) : null}
      {hasSample ? (
        <Checkbox
          className={styles.mode ?? ''}
          checked={removesSample(step)}
          onChange={({ target }) => dispatch({ type: 'sample-removal-set', value: target.checked })}
          data-testid="import-remove-sample"
        >
          {t('options.removeSample')}
          <span className={styles.help}>{t('options.removeSampleHint')}</span>
        </Checkbox>
      ) : null}
    </fieldset>
  );
}

function withSource({ source: _, ...rest }: ImportOptions, source: string): ImportOptions {
  return source === '' ? rest : { ...rest, source };
}

function OptionLine({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.option1}>
      <span className={styles.optionLabel}>{label}</span>
      {children}
      {hint ? <span className={styles.help}>{hint}</span> : null}
    </div>
  );
}
