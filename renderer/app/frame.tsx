import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { DesktopBridge } from '../features/desktop/desktop-bridge.tsx';
import { DropAnywhere } from '../features/import/drop-anywhere.tsx';
import { PaletteHost } from '../features/palette/index.ts';
import { useTranslation } from '../i18n/index.ts';
import {
  BoardIcon,
  CompassMark,
  DataIcon,
  ExploreIcon,
  FunnelIcon,
  ImportIcon,
  PeopleIcon,
  PersonIcon,
  RailIcon,
  ReportIcon,
  SettingsIcon,
} from '../ui/index.ts';
import styles from './frame.module.css';
import { Unread } from './unread.tsx';

const storageKey = 'luopan.rail';

/** Every page with the rail beside it; pages for the printer stand alone. */
export function Frame() {
  const isPrinted = useLocation({ select: ({ pathname }) => pathname.startsWith('/print/') });
  return isPrinted ? <Outlet /> : <FramedPage />;
}

/** The slim rail on the left and the page beside it; on a phone the rail lies at the bottom. */
function FramedPage() {
  const { t } = useTranslation();
  const [isWide, setIsWide] = useState(() => localStorage.getItem(storageKey) === 'wide');
  const toggle = () => {
    localStorage.setItem(storageKey, isWide ? 'slim' : 'wide');
    setIsWide(!isWide);
  };
  return (
    <div className={styles.frame} data-rail={isWide ? 'wide' : 'slim'}>
      <a className={styles.skip} href="#content">
        {t('skipToContent')}
      </a>
      <nav className={styles.rail} aria-label={t('navigation')}>
        <Link to="/" className={styles.mark} aria-label={t('product')}>
          <CompassMark />
          <span className={styles.name} aria-hidden="true">
            {t('product')}
          </span>
        </Link>
        <ul className={styles.items}>
          <RailItem to="/" label={t('boards')} icon={<BoardIcon />} isExact />
          <RailItem to="/explore" label={t('explore')} icon={<ExploreIcon />} />
          <RailItem to="/analytics" label={t('analyze')} icon={<FunnelIcon />} />
          <RailItem to="/customers" label={t('customers')} icon={<PersonIcon />} />
          <RailItem to="/segments" label={t('segments')} icon={<PeopleIcon />} />
          <RailItem to="/deliveries" label={t('reports')} icon={<ReportIcon />} mark={<Unread />} />
          <RailItem to="/import" label={t('import')} icon={<ImportIcon />} />
          <RailItem to="/data" label={t('data')} icon={<DataIcon />} also={['/connections', '/model']} />
        </ul>
        <ul className={styles.items}>
          <RailItem to="/settings" label={t('settings')} icon={<SettingsIcon />} also={['/audit']} />
          <li className={styles.toggle}>
            <button
              type="button"
              className={styles.item}
              onClick={toggle}
              aria-expanded={isWide}
              aria-label={isWide ? t('collapseRail') : t('expandRail')}
              title={isWide ? undefined : t('expandRail')}
            >
              <RailIcon />
              <span className={styles.label}>{t('collapseRail')}</span>
            </button>
          </li>
        </ul>
      </nav>
      <div className={styles.page} id="content">
        <Outlet />
      </div>
      <DropAnywhere />
      <PaletteHost />
      <DesktopBridge />
    </div>
  );
}

interface RailItemProps {
  to: '/' | '/explore' | '/analytics' | '/customers' | '/segments' | '/deliveries' | '/import' | '/data' | '/settings';
  label: string;
  icon: ReactNode;
  isExact?: boolean;
  /** Pages below these paths belong to it too. */
  also?: readonly string[];
  /** On its corner: that something is new there. */
  mark?: ReactNode;
}

function RailItem({ to, label, icon, isExact = false, also = [], mark }: RailItemProps) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const isInside = also.some((part) => path === part || path.startsWith(`${part}/`));
  return (
    <li>
      <Link
        to={to}
        className={styles.item}
        activeProps={{ 'aria-current': 'page' }}
        inactiveProps={isInside ? { 'aria-current': 'page' } : {}}
        activeOptions={{ exact: isExact, includeSearch: false }}
        title={label}
      >
        {icon}
        <span className={styles.label}>{label}</span>
        {mark}
      </Link>
    </li>
  );
}
