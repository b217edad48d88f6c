import { InputNumber, Segmented, Switch } from 'antd';
import { type ReactNode, useId } from 'react';
import { granularities, type Tile } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { viewOf } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';
import { MemberSelect } from './member-select.tsx';
import { timeMemberFor } from './tile-kinds.ts';

export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

export interface KindProps<T extends Tile = Tile> {
  tile: T;
  change: (tile: Tile) => void;
}

/** Sets measures and keeps the time member in step with their view. */
export function useMeasures() {
  const { members } = useBoardState();
  return (names: string[]) => ({ timeMember: timeMemberFor(names[0] ?? '', members) });
}

export function Measures({ tile, change }: { tile: { measures: string[] }; change: (measures: string[]) => void }) {
  const { t } = useTranslation('boards');
  return (
    <div className={styles.field}>
      <span>{t('measures')}</span>
      <MemberSelect
        label={t('measures')}
        kind="measure"
        isMany
        value={tile.measures}
        view={tile.measures[0] === undefined ? undefined : viewOf(tile.measures[0])}
        onChange={(measures) => (measures.length > 0 ? change(measures) : undefined)}
      />
    </div>
  );
}

export function Steps({
  value,
  onChange,
  isOptional = false,
}: {
  value: string | null;
  onChange: (value: (typeof granularities)[number] | null) => void;
  isOptional?: boolean;
}) {
  const { t } = useTranslation('boards');
  const options = [
    ...(isOptional ? [{ value: 'none', label: t('noTime') }] : []),
    ...granularities.map((one) => ({ value: one as string, label: t(`steps.${one}`) })),
  ];
  return (
    <div className={styles.field}>
      <span>{t('timeStep')}</span>
      <Segmented
        value={value ?? 'none'}
        options={options}
        onChange={(next) => onChange(granularities.find((one) => one === next) ?? null)}
      />
    </div>
  );
}

interface DimensionsProps {
  label: string;
  value: string[];
  view: string | undefined;
  isOptional?: boolean;
  most?: number;
  onChange: (names: string[]) => void;
}

export function Dimensions({ label, value, view, onChange, isOptional = false, most = 12 }: DimensionsProps) {
  return (
    <div className={styles.field}>
      <span>{label}</span>
      <MemberSelect
        label={label}
        kind="dimension"
        isMany
        isOptional={isOptional}
        value={value}
        view={view}
        onChange={(names) => (names.length > 0 || isOptional ? onChange(names.slice(-most)) : undefined)}
      />
    </div>
  );
}

export function Limit({ value, most, onChange }: { value: number; most: number; onChange: (value: number) => void }) {
  const { t } = useTranslation('boards');
  return (
    <Field label={t('limit')}>
      {(id) => <InputNumber id={id} min={1} max={most} value={value} onChange={(next) => onChange(next ?? value)} />}
    </Field>
  );
}

export function Toggle({
  label,
  value,
  onChange,
}: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Switch id={id} checked={value} onChange={onChange} style={{ justifySelf: 'start' }} />
    </div>
  );
}
