import styles from './key-list.module.css';

/** Keys and what each does, a line each. */
export function KeyList({
  keys,
  testId,
}: {
  keys: readonly (readonly [key: string, words: string])[];
  testId?: string;
}) {
  return (
    <dl className={styles.keys} data-testid={testId}>
      {keys.map(([key, words]) => (
        <div key={`${key} ${words}`}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
