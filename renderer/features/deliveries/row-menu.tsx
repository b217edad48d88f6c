import { App, Button, Dropdown } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import { MoreIcon } from '../../ui/index.ts';

export interface RowAction {
  key: string;
  label: string;
  run: () => void;
  /** Asked before it is done. */
  ask?: string;
}

/** What else can be done with a record; what cannot be taken back is asked for. */
export function RowMenu({ of, actions }: { of: string; actions: RowAction[] }) {
  const { t } = useTranslation('deliveries');
  const { modal } = App.useApp();
  const choose = ({ run, ask, label }: RowAction) => {
    if (ask === undefined) return run();
    void modal.confirm({
      title: ask,
      okText: label,
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: run,
    });
  };
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: actions.map((action) => ({
          key: action.key,
          label: action.label,
          danger: action.ask !== undefined,
          onClick: () => choose(action),
        })),
      }}
    >
      <Button type="text" size="small" icon={<MoreIcon size={16} />} aria-label={t('moreOf', { name: of })} />
    </Dropdown>
  );
}
