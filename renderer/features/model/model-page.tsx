import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import { useMayEdit, useSession } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import { FilesTab } from './files-tab.tsx';
import { MembersTab, NewLink } from './members-tab.tsx';
import styles from './model-page.module.css';
import { StructureTab } from './structure-tab.tsx';

const tabs = ['metrics', 'structure', 'files'] as const;

/** What the figures mean: metrics people defined, cubes and joins, and the files behind them. */
export default function ModelPage() {
  const { t } = useTranslation('model');
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { tab?: string };
  const role = useSession().data?.role;
  const mayEdit = useMayEdit();
  const mayWrite = role === 'admin' || role === 'owner';
  const shown = tabs.filter((tab) => tab === 'metrics' || (tab === 'structure' ? mayEdit : mayWrite));
  const tab = shown.find((one) => one === search.tab) ?? 'metrics';
  const content = { metrics: <MembersTab />, structure: <StructureTab />, files: <FilesTab /> };
  return (
    <Page
      title={t('title')}
      actions={
        tab === 'metrics' && mayEdit ? (
          <>
            <NewLink type="dimension" />
            <NewLink type="measure" isPrimary />
          </>
        ) : null
      }
    >
      <Tabs
        className={styles.tabs ?? ''}
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => void navigate({ to: '/model', search: next === 'metrics' ? {} : { tab: next } })}
        items={shown.map((key) => ({ key, label: t(`tabs.${key}`), children: content[key] }))}
      />
    </Page>
  );
}
