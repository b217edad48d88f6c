import { Select, Slider } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { useProperties } from '../pickers/catalogue.ts';
import { EntityField } from '../pickers/entity-field.tsx';
import { eventName, namesOf, propertyName } from '../pickers/event-words.ts';
import { BuilderSection, ChoiceRow, RangeField, SettingRow } from '../pickers/settings-fields.tsx';
import { gaps, type PathsSettings } from './paths-settings.ts';

/** Everything that can be said of paths. */
export function PathsBuilder({ settings }: { settings: Settings<PathsSettings> }) {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  const { value, change } = settings;
  const properties = useProperties('event', namesOf(value.include), true);
  const points = [
    { value: '', label: t('paths.anywhere') },
    ...world.events.map(({ name }) => ({ value: name, label: eventName(name, world) })),
  ];
  const isByName = value.nodeProperty === '';
  return (
    <>
      <BuilderSection title={world.t('eventsTitle')}>
        <EntityField label={t('paths.include')} entity={value.include} onChange={(include) => change({ include })} />
        <ChoiceRow
          label={t('paths.by')}
          value={value.nodeProperty}
          onChange={(nodeProperty) => change({ nodeProperty, startPoint: '', endPoint: '' })}
          options={[
            { value: '', label: t('paths.byName') },
            ...(properties.data?.properties ?? []).map(({ name }) => ({
              value: name,
              label: propertyName(name, world),
            })),
          ]}
        />
      </BuilderSection>
      <BuilderSection title={world.t('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <BuilderSection title={world.t('rulesTitle')}>
        {isByName ? (
          <>
            <PointRow
              label={t('paths.start')}
              value={value.startPoint}
              options={points}
              onChange={(startPoint) => change({ startPoint })}
            />
            <PointRow
              label={t('paths.end')}
              value={value.endPoint}
              options={points}
              onChange={(endPoint) => change({ endPoint })}
            />
          </>
        ) : null}
        <ChoiceRow
          label={t('paths.gap')}
          value={String(value.gapMinutes)}
          onChange={(minutes) => change({ gapMinutes: Number(minutes) })}
          options={gaps.map((minutes) => ({ value: String(minutes), label: t(`paths.gaps.g${minutes}`) }))}
        />
        <SliderRow
          label={t('paths.steps')}
          value={value.stepLimit}
          min={2}
          max={12}
          onChange={(stepLimit) => change({ stepLimit }, 'steps')}
        />
        <SliderRow
          label={t('paths.nodes')}
          value={value.nodeLimit}
          min={3}
          max={40}
          onChange={(nodeLimit) => change({ nodeLimit }, 'nodes')}
        />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}

interface PointRowProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

function PointRow({ label, value, options, onChange }: PointRowProps) {
  return (
    <SettingRow label={label}>
      <Select
        size="small"
        variant="borderless"
        style={{ maxWidth: '100%', marginRight: -8, fontWeight: 500, textAlign: 'right' }}
        aria-label={label}
        value={value}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        placement="bottomRight"
        onChange={onChange}
        options={options}
      />
    </SettingRow>
  );
}

interface SliderRowProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number by a slider, its value beside it. */
function SliderRow({ label, value, min, max, onChange }: SliderRowProps) {
  return (
    <>
      <SettingRow label={label}>
        <b style={{ fontWeight: 500 }}>{value}</b>
      </SettingRow>
      <Slider
        style={{ margin: '2px 6px 8px' }}
        min={min}
        max={max}
        value={value}
        onChange={onChange}
        ariaLabelForHandle={label}
        tooltip={{ open: false }}
      />
    </>
  );
}
