import { Slider } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { BuilderSection, ChoiceRow, RangeField, SettingRow } from '../pickers/settings-fields.tsx';
import type { StagesSettings } from './stages-settings.ts';
/** Deals or customers, when, and for whom. */
export function StagesBuilder({ settings }: { settings: Settings<StagesSettings> }) {
  const { t } = useTranslation('voice');
  const { t: words } = useWorld();
  const { value, change } = settings;
  return (
    <>
      <BuilderSection title={t('stages.of')}>
        <ChoiceRow
          label={t('stages.of')}
          value={value.of}
          onChange={(of) => change({ of })}
          options={(['opportunities', 'customers'] as const).map((of) => ({ value: of, label: t(`stages.ofs.${of}`) }))}
        />
        {value.of === 'customers' ? (
          <>
            <SettingRow label={t('stages.loyal')}>
              <b style={{ fontWeight: 500 }}>{t('stages.loyalOrders', { n: value.loyalOrders })}</b>
            </SettingRow>
            <Slider
              style={{ margin: '2px 6px 8px' }}
              min={3}
              max={20}
              value={value.loyalOrders}
              onChange={(loyalOrders) => change({ loyalOrders }, 'loyal')}
              ariaLabelForHandle={t('stages.loyal')}
              tooltip={{ open: false }}
            />
            <SettingRow label={t('stages.inactive')}>
              <b style={{ fontWeight: 500 }}>{t('stages.inactiveDays', { n: value.inactiveDays })}</b>
            </SettingRow>
            <Slider
              style={{ margin: '2px 6px 8px' }}
              min={7}
              max={365}
              value={value.inactiveDays}
              onChange={(inactiveDays) => change({ inactiveDays }, 'inactive')}
              ariaLabelForHandle={t('stages.inactive')}
              tooltip={{ open: false }}
            />
          </>
        ) : null}
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
