import { queryOptions, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { workspaceOutput } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useSession } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { EmptyState, LinkButton, Page } from '../../ui/index.ts';
import styles from './settings.module.css';
import { SettingsForm } from './settings-view.tsx';

const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => request('/api/v1/workspace', { schema: workspaceOutput, signal }),
});

/** Settings of the workspace; day boundaries, money and words follow them everywhere. */
export default function SettingsPage() {
  const { t } = useTranslation('settings');
  const { t: tFrame } = useTranslation();
  const sentence = useErrorSentence();
  const workspace = useQuery(workspaceQuery);
  const role = useSession().data?.role;
  const isAdmin = role === 'admin' || role === 'owner';
  return (
    <Page title={t('title')} actions={isAdmin ? <LinkButton to="/audit">{tFrame('audit')}</LinkButton> : null}>
      {workspace.data ? (
        <SettingsForm workspace={workspace.data} />
      ) : workspace.isError ? (
        <EmptyState
          title={t('loadFailed')}
          hint={sentence(workspace.error)}
          action={<Button onClick={() => void workspace.refetch()}>{tFrame('retry')}</Button>}
        />
      ) : (
        <div className={styles.form} aria-busy="true">
          {[190, 300, 260, 130].map((height) => (
            <div key={height} className={styles.skeleton} style={{ height }} />
          ))}
        </div>
      )}
    </Page>
  );
}
