import { App, Button, Dropdown } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import type { AnalysisKind } from '../frame/kinds.ts';
import { downloadText, toCsv } from './csv.ts';

interface ResultActionsProps {
  kind: AnalysisKind;
  settings: object;
  body: object | null;
  /** The table of the result; null while there is none. */
  csv: (() => (string | number | null)[][]) | null;
}

/** What can be done with a result: take it along, keep it, show it to others. */
export function ResultActions({ kind, csv }: ResultActionsProps) {
  const { t } = useTranslation('analytics');
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    void message.success(t('linkCopied'));
  };
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'csv', label: t('exportCsv'), disabled: csv === null },
          { key: 'link', label: t('copyLink') },
        ],
        onClick: ({ key }) => {
          if (key === 'csv' && csv) downloadText(`${t(`kinds.${kind}`)}.csv`, toCsv(csv()));
          if (key === 'link') void copy();
        },
      }}
    >
      <Button data-testid="export">{t('export')}</Button>
    </Dropdown>
  );
}
