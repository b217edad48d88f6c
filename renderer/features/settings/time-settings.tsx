import { Select } from 'antd';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { ZoneSelect } from './choice-selects.tsx';
import { Field, Section } from './settings-parts.tsx';
import type { SettingsPartProps } from './settings-view.tsx';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Where days are cut, when weeks and fiscal years begin. */
export function TimeSettings({ draft, change, faultAt }: SettingsPartProps) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  // 1 January 2024 was a Monday.
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(language, { month: language === 'en' ? 'long' : 'numeric', timeZone: 'UTC' });
  return (
    <Section title={t('sections.time')}>
      <Field label={t('timezone')} hint={t('timezoneHint')} fault={faultAt('timezone')}>
        {(ids) => (
          <ZoneSelect
            {...ids}
            value={draft.timezone}
            onChange={(timezone) => change({ timezone })}
            testId="settings-timezone"
          />
        )}
      </Field>
      <Field label={t('weekStart')} hint={t('weekStartHint')} fault={faultAt('weekStart')}>
        {(ids) => (
          <Select
            {...ids}
            value={draft.weekStart}
            options={numbers(7).map((day) => ({ value: day, label: weekday.format(Date.UTC(2024, 0, day)) }))}
            onChange={(weekStart) => change({ weekStart })}
          />
        )}
      </Field>
      <Field label={t('fiscalYear')} hint={t('fiscalYearHint')} fault={faultAt('fiscalYearStartMonth')}>
        {(ids) => (
          <Select
            {...ids}
            value={draft.fiscalYearStartMonth}
            options={numbers(12).map((one) => ({ value: one, label: month.format(Date.UTC(2024, one - 1, 1)) }))}
            onChange={(fiscalYearStartMonth) => change({ fiscalYearStartMonth })}
          />
        )}
      </Field>
    </Section>
  );
}
