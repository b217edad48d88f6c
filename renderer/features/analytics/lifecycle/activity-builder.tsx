import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { EntityField } from '../pickers/entity-field.tsx';
import { BuilderSection, ChoiceRow, RangeField } from '../pickers/settings-fields.tsx';
import { rangeFor } from '../retention/retention-settings.ts';
import type { ActivitySettings } from './activity-settings.ts';

/** What active means, when, and for whom. */
export function ActivityBuilder({ settings }: { settings: Settings<ActivitySettings> }) {
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const { value, change } = settings;
  return (
    <>
      <BuilderSection title={words('eventsTitle')}>
        <EntityField label={t('lifecycle.event')} entity={value.event} onChange={(event) => change({ event })} />
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField key={JSON.stringify(value.range)} range={value.range} onChange={(range) => change({ range })} />
        <ChoiceRow
          label={t('lifecycle.interval')}
          value={value.interval}
          onChange={(interval) => change({ interval, range: rangeFor(interval) })}
          options={(['day', 'week', 'month', 'quarter', 'year'] as const).map((interval) => ({
            value: interval,
            label: words(`periods.${interval}`),
          }))}
        />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
