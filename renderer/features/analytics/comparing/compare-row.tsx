import { useWorld } from '../frame/world.ts';
import { ChoiceRow } from '../pickers/settings-fields.tsx';

interface CompareRowProps {
  value: string;
  onChange: (compare: string) => void;
  /** Whether there are days before to compare with. */
  hasPrevious?: boolean;
  /** What the days before are called here. */
  previous?: string;
}

/** With what an answer is compared: nothing, the days before, a segment. */
export function CompareRow({ value, onChange, hasPrevious = true, previous }: CompareRowProps) {
  const { t, segments } = useWorld();
  if (!hasPrevious && segments.length === 0) return null;
  return (
    <ChoiceRow
      label={t('compare')}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: t('compareNothing') },
        ...(hasPrevious ? [{ value: 'previous', label: previous ?? t('comparePrevious') }] : []),
        ...segments.map(({ id, name }) => ({ value: id, label: t('compareSegment', { name }) })),
      ]}
    />
  );
}
