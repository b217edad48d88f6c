import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { CustomerList } from '../../../contract/profiles.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useMayEdit, useStatus } from '../../queries/index.ts';
import { EmptyState, LinkButton, Page, useSettled } from '../../ui/index.ts';
import { useSegments } from '../segments/requests.ts';
import { CustomerTable } from './customer-table.tsx';
import styles from './list.module.css';
import { addressOf, type CustomerQuestion, customersQuery, pageSize, questionIn } from './list-requests.ts';
import { ListActions } from './save-list.tsx';

/** A letter typed is not yet a search. */
const settledMs = 250;

/** All customers: found, narrowed, in order, page by page; the address says which. */
export default function CustomersPage() {
  const { t } = useTranslation('customers');
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const question = questionIn(search);
  const { after, page, step } = usePages(question, search);
  const answer = useQuery(customersQuery(question, after));
  const workspace = useStatus().data?.workspace;
  const mayEdit = useMayEdit();
  const { data } = answer;
  const counted = useCounted(question, answer);
  const isEmpty = !counted || counted.total === 0;
  return (
    <Page title={t('crumb')} actions={mayEdit ? <ListActions question={question} isEmpty={isEmpty} /> : null}>
      {counted?.known === 0 ? (
        <EmptyState
          title={t('list.emptyTitle')}
          hint={t('list.emptyHint')}
          action={
            <LinkButton to="/import" isPrimary>
              {t('list.toImport')}
            </LinkButton>
          }
        />
      ) : (
        <>
          <Tools question={question} total={counted?.total} known={counted?.known} />
          <Result answer={answer} question={question} workspace={workspace} />
          {data && data.total > pageSize ? (
            <nav className={styles.foot} aria-label={t('list.pages')}>
              <span className={styles.range} data-testid="customers-range">
                {answer.isPlaceholderData
                  ? null
                  : t('list.range', {
                      from: formatCount((page - 1) * pageSize + 1),
                      to: formatCount((page - 1) * pageSize + data.customers.length),
                      total: formatCount(data.total),
                    })}
              </span>
              <Button disabled={page === 1} onClick={() => step(-1, null)} data-testid="previous-page">
                {t('list.previous')}
              </Button>
              <Button
                disabled={data.next === null || answer.isPlaceholderData}
                onClick={() => step(1, data.next)}
                data-testid="next-page"
              >
                {t('list.next')}
              </Button>
            </nav>
          ) : null}
        </>
      )}
    </Page>
  );
}

/** The newest answer to a question that finds the same customers, whichever page and order: it says how many they are. */
function useCounted(
  { search, segmentId, bought }: CustomerQuestion,
  { data, isPlaceholderData }: UseQueryResult<CustomerList>,
): CustomerList | undefined {
  const filter = JSON.stringify([search, segmentId, bought]);
  const [counted, setCounted] = useState<{ filter: string; data: CustomerList } | null>(null);
  if (data && !isPlaceholderData) {
    if (counted?.data !== data || counted.filter !== filter) setCounted({ filter, data });
    return data;
  }
  return counted?.filter === filter ? counted.data : undefined;
}

/** Where the pages of each question began; kept as long as the program is open. */
const startsOf = new Map<string, (string | null)[]>();

/**
 * The page looked at, by where it begins. Where the pages before it began is remembered as long as the program is open;
 * whoever comes by an address alone goes back to the first.
 */
function usePages(question: CustomerQuestion, { after, page: named }: Record<string, string | undefined>) {
  const navigate = useNavigate();
  const key = JSON.stringify(addressOf(question));
  const page = after ? Math.max(2, Number(named) || 2) : 1;
  const starts = startsOf.get(key) ?? [null];
  const step = (by: 1 | -1, next: string | null) => {
    const known = starts.slice(0, page);
    known[page - 1] = after ?? null;
    if (by === 1) known[page] = next;
    startsOf.set(key, known);
    const start = by === 1 ? next : (starts[page - 2] ?? null);
    const place = start === null ? {} : { after: start, page: String(page + by) };
    void navigate({ to: '/customers', search: { ...addressOf(question), ...place } as never });
  };
  return { after: after ?? null, page, step };
}

function useChange(question: CustomerQuestion) {
  const navigate = useNavigate();
  return (change: Partial<CustomerQuestion>) =>
    void navigate({ to: '/customers', search: addressOf({ ...question, ...change }) as never, replace: true });
}

function Tools({
  question,
  total,
  known,
}: {
  question: CustomerQuestion;
  total: number | undefined;
  known: number | undefined;
}) {
  const { t } = useTranslation('customers');
  const change = useChange(question);
  const segments = useSegments();
  const [typed, setTyped] = useState(question.search);
  const settled = useSettled(typed, settledMs);
  const sent = useRef(question.search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed changes the address, not the reverse
  useEffect(() => {
    if (settled !== typed || settled.trim() === question.search) return;
    sent.current = settled.trim();
    change({ search: sent.current });
  }, [settled]);
  // Another address, such as the one without filters, says what stands in the field; the one that was sent from here
  // does not, for more may have been typed since.
  useEffect(() => {
    if (question.search === sent.current) return;
    sent.current = question.search;
    setTyped(question.search);
  }, [question.search]);
  return (
    <search className={styles.tools}>
      <Input
        allowClear
        className={styles.search ?? ''}
        value={typed}
        maxLength={200}
        placeholder={t('list.search')}
        aria-label={t('list.search')}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="search-customers"
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        className={styles.segment ?? ''}
        value={segments.data?.some(({ id }) => id === question.segmentId) ? question.segmentId : null}
        placeholder={t('list.anySegment')}
        aria-label={t('list.segment')}
        options={(segments.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(segmentId: string | null | undefined) => change({ segmentId: segmentId ?? undefined })}
      />
      <Select
        className={styles.bought ?? ''}
        value={question.bought ?? 'all'}
        aria-label={t('list.bought')}
        options={[
          { value: 'all', label: t('list.boughtAll') },
          { value: 'yes', label: t('list.boughtYes') },
          { value: 'no', label: t('list.boughtNo') },
        ]}
        onChange={(bought: string) => change({ bought: bought === 'yes' || bought === 'no' ? bought : undefined })}
      />
      <span className={styles.total} role="status" data-testid="customers-total">
        {total === undefined || known === undefined
          ? ''
          : total === known
            ? t('list.total', { count: total, formatted: formatCount(total) })
            : t('list.totalOf', { formatted: formatCount(total), known: formatCount(known) })}
      </span>
    </search>
  );
}

interface ResultProps {
  answer: UseQueryResult<CustomerList>;
  question: CustomerQuestion;
  workspace: Workspace | undefined;
}

function Result({ answer, question, workspace }: ResultProps) {
  const { t } = useTranslation('customers');
  const { t: frame } = useTranslation('frame');
  const sentence = useErrorSentence();
  const change = useChange(question);
  const clear = (
    <Button onClick={() => change({ search: '', segmentId: undefined, bought: undefined })}>{t('list.clear')}</Button>
  );
  if (answer.isError) {
    return (
      <div className={`${styles.frame} ${styles.fault}`} role="alert">
        <span>{sentence(answer.error)}</span>
        <Button onClick={() => void answer.refetch()}>{frame('retry')}</Button>
        {clear}
      </div>
    );
  }
  if (answer.data?.total === 0) {
    return <EmptyState title={t('list.noneTitle')} hint={t('list.noneHint')} action={clear} />;
  }
  return (
    <div className={styles.frame}>
      <CustomerTable
        {...(answer.data && workspace ? { rows: answer.data.customers } : {})}
        order={question}
        isStale={answer.isPlaceholderData}
        workspace={workspace ?? { currency: 'CNY', timezone: 'UTC' }}
        onSort={change}
      />
    </div>
  );
}
