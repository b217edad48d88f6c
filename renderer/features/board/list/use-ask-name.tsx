import { App, Input } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';

/** Asks for a name in a small dialog; null when nobody gave one. */
export function useAskName(): (title: string, before: string) => Promise<string | null> {
  const { t } = useTranslation('boards');
  const { modal } = App.useApp();
  return (title, before) =>
    new Promise((resolve) => {
      let name = before;
      const done = () => resolve(name.trim() === '' ? null : name.trim());
      const dialog = modal.confirm({
        title,
        icon: null,
        okText: t('save'),
        content: (
          <Input
            autoFocus
            defaultValue={before}
            maxLength={80}
            aria-label={title}
            onChange={(event) => {
              name = event.target.value;
            }}
            onPressEnter={() => {
              dialog.destroy();
              done();
            }}
          />
        ),
        onOk: done,
        onCancel: () => resolve(null),
      });
    });
}
