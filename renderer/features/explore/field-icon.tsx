import type { Member } from '../../queries/index.ts';
import styles from './catalogue.module.css';

/** What a field holds, as one sign: figures, numbers, text, times, yes or no. */
export function FieldIcon({ member }: { member: Pick<Member, 'kind' | 'type'> | undefined }) {
  const sign =
    member?.kind === 'measure' ? 'Σ' : { string: 'A', number: '#', time: '◷', boolean: '✓' }[member?.type ?? 'string'];
  return (
    <span className={styles.icon} data-kind={member?.kind} aria-hidden="true">
      {sign}
    </span>
  );
}
