import { useLocation } from '@tanstack/react-router';
import { Modal } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import { KeyList } from '../../ui/index.ts';

/** Every key of a page, with what it does; boards have a map of their own. */
export function KeyboardMap({ close }: { close: () => void }) {
  const { t } = useTranslation('palette');
  const path = useLocation({ select: ({ pathname }) => pathname });
  const builder: [string, string][] = [
    ['Enter', t('map.add')],
    ['⇧ + F10', t('map.addTo')],
    ['Alt + ↑ ↓', t('map.move')],
    ['Alt + ← →', t('map.shelf')],
    ['Del', t('map.remove')],
    ['← ↑ → ↓', t('map.cells')],
    ['⇧ + ←…', t('map.select')],
    ['Ctrl+A', t('map.all')],
    ['Ctrl+C', t('map.copy')],
    ['Enter / ␣', t('map.fold')],
  ];
  const chart: [string, string][] = [
    ['← ↑ → ↓', t('map.chart')],
    ['Enter', t('map.people')],
  ];
  const undo: [string, string][] = [
    ['Ctrl+Z', t('map.undo')],
    ['Ctrl+⇧+Z', t('map.redo')],
  ];
  const everywhere: [string, string][] = [
    ['Ctrl+K', t('title')],
    ['Esc', t('map.close')],
    ['?', t('map.help')],
  ];
  const keys =
    path === '/explore'
      ? [...builder, ...undo]
      : path.startsWith('/analytics/')
        ? [...chart, ...undo]
        : path.startsWith('/model/members/')
          ? undo
          : [];
  return (
    <Modal open onCancel={close} footer={null} title={t('map.title')} width={460} destroyOnHidden>
      <KeyList keys={[...keys, ...everywhere]} testId="keyboard-map" />
    </Modal>
  );
}
