import { Link } from '@tanstack/react-router';
import type { StreamFreshness } from '../../../contract/connections.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useEntityName } from '../import/entity-name.ts';
import parts from './connections.module.css';
import styles from './freshness-table.module.css';
import { useFreshness } from './requests.ts';
import { StateMark, useAgo, useSpan } from './words.tsx';

/** Every stream with its age against its promise, and how many rows each sync brought. */
export function FreshnessTable({ connectionId }: { connectionId?: string }) {
  const { t } = useTranslation('connections');
  const nameOf = useEntityName();
  const ago = useAgo();
  const span = useSpan();
  const streams = (useFreshness().data ?? []).filter(
    (one) => connectionId === undefined || one.connectionId === connectionId,
  );
  if (streams.length === 0) return null;
  return (
    <section aria-label={t('fresh.title')}>
      <h2 className={parts.heading}>{t('fresh.title')}</h2>
      <table className={parts.table} data-testid="freshness">
        <thead>
          <tr>
            <th scope="col">{t('fresh.stream')}</th>
            <th scope="col">{t('fresh.goesTo')}</th>
            <th scope="col">{t('fresh.age')}</th>
            <th scope="col" className={parts.number}>
              {t('fresh.promised')}
            </th>
            <th scope="col" className={parts.number}>
              {t('fresh.volume')}
            </th>
          </tr>
        </thead>
        <tbody>
          {streams.map((stream) => (
            <tr key={`${stream.connectionId} ${stream.stream}`}>
              <th scope="row">
                {connectionId === undefined ? (
                  <span className={parts.named}>
                    <Link to="/connections/$id" params={{ id: stream.connectionId }}>
                      {stream.connectionName}
                    </Link>
                    <span className={parts.quiet}>{stream.stream}</span>
                  </span>
                ) : (
                  stream.stream
                )}
              </th>
              <td>{nameOf(stream.entity)}</td>
              <td>
                <StateMark state={stream.state} label={t(`fresh.${stream.state}`)} />
                {stream.lastSuccessAt ? <span className={parts.aside}>{ago(stream.lastSuccessAt)}</span> : null}
              </td>
              <td className={parts.number}>
                {stream.promisedMinutes === null ? t('fresh.noPromise') : span(stream.promisedMinutes)}
              </td>
              <td className={parts.number}>
                <Volumes stream={stream} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Volumes({ stream }: { stream: StreamFreshness }) {
  const { t } = useTranslation('connections');
  const { volumes, anomaly } = stream;
  const last = volumes.at(-1)?.rows ?? 0;
  const top = Math.max(1, ...volumes.map(({ rows }) => rows));
  if (volumes.length === 0) return '–';
  return (
    <span className={styles.volumes}>
      {anomaly ? <span className={styles.anomaly}>{t(`fresh.${anomaly}`)}</span> : null}
      <svg
        width={volumes.length * 5}
        height="20"
        role="img"
        aria-label={t('fresh.volumeLabel', { count: volumes.length, last: formatCount(last) })}
      >
        {volumes.map(({ at, rows }, index) => {
          const height = Math.max(1, (rows / top) * 20);
          const isOdd = anomaly !== null && index === volumes.length - 1;
          return (
            <rect
              key={at}
              x={index * 5}
              y={20 - height}
              width="3"
              height={height}
              fill={isOdd ? 'var(--accent)' : 'var(--ink-3)'}
            />
          );
        })}
      </svg>
      <span>{formatCount(last)}</span>
    </span>
  );
}
