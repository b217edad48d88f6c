import { Modal } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import { KeyList } from '../../ui/index.ts';
import { useBoardState } from './board-context.ts';

export function KeyboardHelp({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation('board');
  const { board, member } = useBoardState();
  const filter = board.filterMembers[0];
  const keys: [string, string][] = [
    ['F', t('helpKeys.present')],
    ['Esc', t('helpKeys.leave')],
    ['← →', t('helpKeys.slides')],
    ['[', t('helpKeys.earlier')],
    [']', t('helpKeys.later')],
    ['D', t('helpKeys.date')],
    ...(filter ? [['C', t('helpKeys.filter', { name: member(filter).title })] as [string, string]] : []),
    ['E', t('helpKeys.edit')],
    ['Ctrl+Z', t('helpKeys.undo')],
    ['Ctrl+⇧+Z', t('helpKeys.redo')],
    ['Ctrl+C/X/V', t('helpKeys.clipboard')],
    ['Ctrl+D', t('helpKeys.duplicate')],
    ['← ↑ → ↓', t('helpKeys.move')],
    ['⇧ + ←…', t('helpKeys.resize')],
    ['A', t('helpKeys.align')],
    ['Enter', t('helpKeys.settings')],
    ['Del', t('helpKeys.remove')],
    ['␣', t('helpKeys.choose')],
    ['Ctrl+A', t('helpKeys.chooseAll')],
    [t('helpKeys.drag'), t('helpKeys.marquee')],
    ['Ctrl+click', t('helpKeys.add')],
    ['?', t('helpKeys.help')],
  ];
  return (
    <Modal open={isOpen} onCancel={close} footer={null} title={t('help')} width={440} destroyOnHidden>
      <KeyList keys={keys} />
    </Modal>
  );
}
