import { useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';

const glyphs: Record<string, string> = {
  text: 'A',
  key: 'A',
  integer: '#',
  decimal: '#',
  money: '¤',
  boolean: '✓',
  json: '{}',
};

type TypeName = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant' | 'json' | 'key' | 'money';
const typeNames: readonly string[] = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'instant',
  'json',
  'key',
  'money',
] satisfies TypeName[];
const isTypeName = (type: string): type is TypeName => typeNames.includes(type);

/** A small sign for what a column holds, with its name for those who hover or listen. */
export function TypeIcon({ type }: { type: string }) {
  const { t } = useTranslation('import');
  const name = isTypeName(type) ? t(`types.${type}`) : type;
  return (
    <span className={styles.typeIcon} role="img" title={name} aria-label={name}>
      {glyphs[type] ?? (
        <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">
          <circle cx="6" cy="6" r="4.8" />
          <path d="M6 3.4V6l1.8 1.2" strokeLinecap="round" />
        </svg>
      )}
    </span>
  );
}

/** What a file becomes: rows on the left, a board on the right. */
export function FilePicture() {
  return (
    <svg width="220" height="104" viewBox="0 0 220 104" fill="none" stroke="var(--line)" aria-hidden="true">
      <rect x="8.5" y="12.5" width="78" height="80" rx="6" fill="var(--surface)" />
      <path d="M8.5 28.5h78M8.5 44.5h78M8.5 60.5h78M8.5 76.5h78M34.5 12.5v80M60.5 12.5v80" />
      <path
        d="M14 20.5h14M40 20.5h12M66 20.5h14"
        stroke="var(--ink-3)"
        strokeWidth="3"
        strokeLinecap="round"
        opacity=".75"
      />
      <path d="M102 52.5h16m-5-5 5 5-5 5" stroke="var(--accent)" strokeWidth="1.8" strokeLinecap="round" />
      <rect x="133.5" y="12.5" width="36" height="22" rx="4" fill="var(--surface)" />
      <rect x="175.5" y="12.5" width="36" height="22" rx="4" fill="var(--surface)" />
      <rect x="133.5" y="40.5" width="78" height="52" rx="4" fill="var(--surface)" />
      <path d="M140 24h14M182 24h18" stroke="var(--ink-3)" strokeWidth="4" strokeLinecap="round" opacity=".75" />
      <path d="m142 82 14-12 12 5 14-18 12 5 10-10" stroke="var(--series-1)" strokeWidth="2" strokeLinejoin="round" />
    </svg>
  );
}
