import type { Audience } from '../frame/drafts.ts';
import { useWorld } from '../frame/world.ts';
import { FilterList } from './filter-list.tsx';
import { BuilderSection, SegmentRow } from './settings-fields.tsx';

interface AudienceSectionProps {
  value: Audience;
  onChange: (part: Partial<Audience>) => void;
}

/** Which people are looked at: a segment, and conditions on the person. */
export function AudienceSection({ value, onChange }: AudienceSectionProps) {
  const { t } = useWorld();
  return (
    <BuilderSection title={t('people')}>
      <SegmentRow value={value.segmentId} onChange={(segmentId) => onChange({ segmentId })} />
      <FilterList
        source="person"
        events={[]}
        filters={value.filters}
        addLabel={t('filterOf.person')}
        onChange={(filters) => onChange({ filters: [...filters] })}
      />
    </BuilderSection>
  );
}
