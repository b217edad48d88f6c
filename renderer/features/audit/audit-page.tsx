import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { z } from 'zod';
import { operatorOutput } from '../../../contract/access.ts';
import { type AuditKind, auditKinds, auditOutput } from '../../../contract/audit.ts';
import { PageError } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useSession, useStatus } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';
import styles from './audit.module.css';
import { AuditTable } from './audit-table.tsx';

interface Filter {
  kind: AuditKind | null;
  actor: string | null;
}

const auditQuery = ({ kind, actor }: Filter) =>
  infiniteQueryOptions({
    queryKey: ['audit', kind, actor],
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        limit: '100',
        ...(kind === null ? {} : { kind }),
        ...(actor === null ? {} : { actor }),
        ...(pageParam === null ? {} : { before: String(pageParam) }),
      });
      return request(`/api/v1/audit?${parameters}`, { schema: auditOutput, signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    // Reading it again at each visit is the point of it.
    staleTime: 0,
  });

/** Who signed in, looked at personal data, exported and changed what; for administrators. */
export default function AuditPage() {
  const { t } = useTranslation('audit');
  const { t: frame } = useTranslation('frame');
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const kind = auditKinds.find((one) => one === search.kind) ?? null;
  const actor = search.actor ?? null;
  const answer = useInfiniteQuery(auditQuery({ kind, actor }));
  const timezone = useStatus().data?.workspace.timezone;
  const show = (filter: Filter) => {
    const next = { ...(filter.kind ? { kind: filter.kind } : {}), ...(filter.actor ? { actor: filter.actor } : {}) };
    void navigate({ to: '/audit', search: next as never, replace: true });
  };
  if (answer.isError && !answer.data) {
    return <PageError error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  const lines = answer.data?.pages.flatMap((page) => page.lines);
  const isFiltered = kind !== null || actor !== null;
  return (
    <Page title={t('title')} crumb={frame('settings')}>
      <div className={styles.sheet}>
        <p className={styles.quiet}>{t('intro')}</p>
        <div className={styles.tools}>
          <Select
            className={styles.select ?? ''}
            aria-label={t('kind')}
            value={kind ?? 'all'}
            options={(['all', ...auditKinds] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(value: AuditKind | 'all') => show({ kind: value === 'all' ? null : value, actor })}
            data-testid="audit-kind"
          />
          <ActorSelect actor={actor} onChange={(next) => show({ kind, actor: next })} />
        </div>
        {lines === undefined || timezone === undefined ? (
          <div className={styles.skeleton} aria-busy="true" />
        ) : lines.length === 0 ? (
          <EmptyState
            title={t('nothing')}
            action={isFiltered ? <Button onClick={() => show({ kind: null, actor: null })}>{t('clear')}</Button> : null}
          />
        ) : (
          <>
            <AuditTable lines={lines} timezone={timezone} />
            {answer.hasNextPage ? (
              <Button
                className={styles.more ?? ''}
                loading={answer.isFetchingNextPage}
                onClick={() => void answer.fetchNextPage()}
              >
                {t('more')}
              </Button>
            ) : null}
          </>
        )}
      </div>
    </Page>
  );
}

function ActorSelect({ actor, onChange }: { actor: string | null; onChange: (actor: string | null) => void }) {
  const { t } = useTranslation('audit');
  const isAdmin = ['admin', 'owner'].includes(useSession().data?.role ?? '');
  const operators = useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => request('/api/v1/operators', { schema: z.array(operatorOutput), signal }),
    enabled: isAdmin,
  });
  return (
    <Select
      className={styles.select ?? ''}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('who')}
      value={actor ?? ''}
      options={[
        { value: '', label: t('everybody') },
        { value: 'local', label: t('local') },
        ...(operators.data ?? []).map(({ id, displayName }) => ({ value: id, label: displayName })),
      ]}
      onChange={(value) => onChange(value === '' ? null : value)}
      data-testid="audit-actor"
    />
  );
}
