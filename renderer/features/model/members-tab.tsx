import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import type { GovernedMember } from '../../../contract/model.ts';
import { PageError } from '../../errors/index.ts';
import { formatDay, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMayEdit, useStatus } from '../../queries/index.ts';
import { EmptyState } from '../../ui/index.ts';
import styles from './members-tab.module.css';
import parts from './model.module.css';
import { useGovernedMembers } from './requests.ts';
import { StateTag } from './state-tag.tsx';

/** What is waiting first, then what is in force, then the rest. */
const order: GovernedMember['state'][] = ['submitted', 'returned', 'draft', 'live', 'archived'];
const rank = ({ state, pending }: GovernedMember) => (pending === 'submitted' ? 0 : order.indexOf(state));

/** All metrics and dimensions made in forms. */
export function MembersTab() {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const zone = useStatus().data?.workspace.timezone ?? 'UTC';
  const members = useGovernedMembers();
  const mayEdit = useMayEdit();
  const [search, setSearch] = useState('');
  if (members.isError && !members.data) {
    return <PageError error={members.error} onRetry={() => void members.refetch()} />;
  }
  if (!members.data) {
    return (
      <p className={parts.quiet} aria-busy="true">
        {t('loading')}
      </p>
    );
  }
  const rows = members.data.flatMap((member) => {
    const definition = member.draft ?? member.live;
    return definition ? [{ member, definition }] : [];
  });
  if (rows.length === 0) {
    return (
      <EmptyState
        picture={<RatioPicture />}
        title={t('emptyTitle')}
        hint={t('emptyHint')}
        action={mayEdit ? <NewLink type="measure" isPrimary /> : null}
      />
    );
  }
  const wanted = search.trim().toLowerCase();
  const found = rows
    .filter(({ definition }) =>
      `${definition.words['zh-CN'].title} ${definition.words.en.title} ${definition.view}.${definition.name}`
        .toLowerCase()
        .includes(wanted),
    )
    .sort((a, b) => rank(a.member) - rank(b.member));
  return (
    <div className={styles.sheet}>
      <div className={styles.tools}>
        <p className={parts.quiet}>{t('intro')}</p>
        <Input
          allowClear
          className={styles.search ?? ''}
          value={search}
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <table className={parts.table} data-testid="model-members">
        <thead>
          <tr>
            <th scope="col">{t('columns.name')}</th>
            <th scope="col">{t('columns.subject')}</th>
            <th scope="col">{t('columns.kind')}</th>
            <th scope="col">{t('columns.state')}</th>
            <th scope="col" className={parts.number}>
              {t('columns.changed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ member, definition }) => (
            <tr key={member.id} data-state={member.state}>
              <th scope="row">
                {mayEdit ? (
                  <Link to="/model/members/$id" params={{ id: member.id }}>
                    {definition.words[language].title}
                  </Link>
                ) : (
                  definition.words[language].title
                )}
                {member.problem === null ? null : (
                  <p className={parts.fault}>{t('broken', { reason: member.problem })}</p>
                )}
              </th>
              <td>
                <code className={parts.code}>
                  {definition.view}.{definition.name}
                </code>
              </td>
              <td>{t(`kinds.${definition.type}`)}</td>
              <td>
                <StateTag state={member.state} pending={member.pending} />
              </td>
              <td className={parts.number}>{formatDay(localDateOf(member.updatedAt, zone), language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length === 0 ? <p className={parts.quiet}>{t('noneFound')}</p> : null}
    </div>
  );
}

export function NewLink({ type, isPrimary = false }: { type: 'measure' | 'dimension'; isPrimary?: boolean }) {
  const { t } = useTranslation('model');
  return (
    <Link
      to="/model/members/$id"
      params={{ id: 'new' }}
      search={type === 'dimension' ? { type } : {}}
      className={isPrimary ? styles.primary : styles.secondary}
      data-testid={`new-${type}`}
    >
      {t(type === 'measure' ? 'newMeasure' : 'newDimension')}
    </Link>
  );
}

/** One figure over another. */
function RatioPicture() {
  return (
    <svg width="168" height="64" viewBox="0 0 168 64" role="presentation">
      <rect x="14" y="8" width="58" height="14" rx="3" fill="var(--line)" />
      <rect x="8" y="31" width="70" height="2" fill="var(--ink-3)" />
      <rect x="24" y="42" width="38" height="14" rx="3" fill="var(--line)" />
      <path d="M92 29h14M92 35h14" stroke="var(--ink-3)" strokeWidth="2" />
      <rect x="120" y="20" width="40" height="24" rx="4" fill="var(--accent)" />
    </svg>
  );
}
