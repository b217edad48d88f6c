import { useNavigate, useRouterState } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';
import { leaveFile } from './pending-file.ts';
import { useWindowDrop } from './use-window-drop.ts';

/** Stands in the frame: a file dropped on any page opens the import with it. The import page itself takes its own. */
export function DropAnywhere() {
  const isTakenCareOf = useRouterState({
    select: ({ location }) => location.pathname === '/import' && !location.searchStr.includes('id='),
  });
  return isTakenCareOf ? null : <DropTarget />;
}

function DropTarget() {
  const { t } = useTranslation('import');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const isOver = useWindowDrop((files) => {
    if (files.length > 1) void message.warning(t('choose.several'), 6);
    else if (files[0]) {
      leaveFile(files[0]);
      void navigate({ to: '/import', search: {} });
    }
  });
  if (!isOver) return null;
  return (
    <div className={styles.overlay} aria-hidden="true">
      {t('choose.over')}
    </div>
  );
}
