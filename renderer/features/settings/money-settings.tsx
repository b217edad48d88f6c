import { Button, Input } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import { CurrencySelect } from './choice-selects.tsx';
import styles from './settings.module.css';
import type { RateRow } from './settings-form.ts';
import { Field, Section } from './settings-parts.tsx';
import type { SettingsPartProps } from './settings-view.tsx';

/** Stands in the list for "no setting": no currency has this code. */
const automatic = 'auto';

/** The currency money is shown in, and what others are worth in it. */
export function MoneySettings({ draft, workspace, change, faultAt }: SettingsPartProps) {
  const { t } = useTranslation('settings');
  const own = draft.currencySetting ?? workspace.currency;
  const extra = useMemo(
    () => ({
      value: automatic,
      label:
        workspace.currencySetting === null ? t('currencyAutoNow', { currency: workspace.currency }) : t('currencyAuto'),
      search: t('currencyAuto').toLowerCase(),
    }),
    [t, workspace.currency, workspace.currencySetting],
  );
  const setRow = (index: number, changes: Partial<RateRow>) =>
    change({ rates: draft.rates.map((row, at) => (at === index ? { ...row, ...changes } : row)) });
  return (
    <Section title={t('sections.money')}>
      <Field label={t('currency')} hint={t('currencyHint')} fault={faultAt('currencySetting')}>
        {(ids) => (
          <CurrencySelect
            {...ids}
            extra={extra}
            value={draft.currencySetting ?? automatic}
            onChange={(code) => change({ currencySetting: code === automatic ? null : code })}
            testId="settings-currency"
          />
        )}
      </Field>
      <Field label={t('rates')} hint={t('ratesHint')} fault={faultAt('rates') ?? faultAt('exchangeRates')}>
        {({ id, 'aria-describedby': describedBy }) => (
          <div className={styles.rates}>
            {own !== workspace.currency && draft.rates.length > 0 ? (
              <p className={styles.note}>{t('ratesChanged', { currency: own })}</p>
            ) : null}
            {draft.rates.length === 0 ? <p className={styles.quiet}>{t('ratesNone')}</p> : null}
            {draft.rates.map((row, index) => (
              <Rate
                // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place and have no other name
                key={index}
                row={row}
                number={index + 1}
                own={own}
                currencyFault={faultAt(`rates.${index}.currency`)}
                rateFault={faultAt(`rates.${index}.rate`)}
                onChange={(changes) => setRow(index, changes)}
                onRemove={() => change({ rates: draft.rates.filter((_, at) => at !== index) })}
              />
            ))}
            <Button
              id={id}
              aria-describedby={describedBy}
              onClick={() => change({ rates: [...draft.rates, { currency: '', rate: '' }] })}
              data-testid="settings-rate-add"
            >
              {t('rateAdd')}
            </Button>
          </div>
        )}
      </Field>
    </Section>
  );
}

interface RateProps {
  row: RateRow;
  number: number;
  own: string;
  currencyFault: string | undefined;
  rateFault: string | undefined;
  onChange: (changes: Partial<RateRow>) => void;
  onRemove: () => void;
}

/** `1 USD = 7.12 CNY` */
function Rate({ row, number, own, currencyFault, rateFault, onChange, onRemove }: RateProps) {
  const { t } = useTranslation('settings');
  const remove = t('rateRemove', { currency: row.currency });
  return (
    <div>
      <div className={styles.rate}>
        <span>{t('rateOne')}</span>
        <CurrencySelect
          aria-label={t('rateCurrency', { number })}
          value={row.currency === '' ? undefined : row.currency}
          onChange={(currency) => onChange({ currency })}
          isShort
          {...(currencyFault ? { status: 'error' as const } : {})}
        />
        <span>=</span>
        <Input
          value={row.rate}
          inputMode="decimal"
          aria-label={t('rateValue', { currency: row.currency, own })}
          {...(rateFault ? { status: 'error' as const } : {})}
          onChange={(event) => onChange({ rate: event.target.value.trim() })}
        />
        <span>{own}</span>
        <Button type="text" aria-label={remove} title={remove} icon={<CloseIcon size={16} />} onClick={onRemove} />
      </div>
      {currencyFault || rateFault ? <p className={styles.fault}>{currencyFault ?? rateFault}</p> : null}
    </div>
  );
}
