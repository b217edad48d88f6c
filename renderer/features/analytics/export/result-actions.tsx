import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { AnalysisKind } from '../frame/kinds.ts';
import { download, downloadText, toCsv } from './csv.ts';
import { isOnBoards, ToBoard } from './to-board.tsx';

interface ResultActionsProps {
  kind: AnalysisKind;
  settings: object;
  /** The question as it was put; null while it cannot be. */
  body: object | null;
  /** The table of the result; null while there is none. */
  csv: (() => (string | number | null)[][]) | null;
}

/** Results that are drawn as tables only. */
const withoutChart: ReadonlySet<AnalysisKind> = new Set<AnalysisKind>(['rfm', 'journey']);

/** What can be done with a result: take it along, put it on a board, show it to others. */
export function ResultActions({ kind, body, csv }: ResultActionsProps) {
  const { t } = useTranslation('analytics');
  const { message } = App.useApp();
  const { tokens } = useTheme();
  const [isBoardOpen, setIsBoardOpen] = useState(false);
  const name = t(`kinds.${kind}`);
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    void message.success(t('linkCopied'));
  };
  const savePicture = async () => {
    const { chartPng } = await import('../../../charts/png.ts');
    const picture = chartPng(document.body, tokens.surface);
    if (picture === null) return;
    download(`${name}.png`, await (await fetch(picture)).blob());
  };
  return (
    <>
      {isOnBoards(kind) ? (
        <Button onClick={() => setIsBoardOpen(true)} disabled={body === null} data-testid="to-board">
          {t('toBoard')}
        </Button>
      ) : null}
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            { key: 'csv', label: t('exportCsv'), disabled: csv === null },
            ...(withoutChart.has(kind) ? [] : [{ key: 'png', label: t('exportPng'), disabled: csv === null }]),
            { key: 'link', label: t('copyLink') },
          ],
          onClick: ({ key }) => {
            if (key === 'csv' && csv) downloadText(`${name}.csv`, toCsv(csv()));
            if (key === 'png') void savePicture();
            if (key === 'link') void copy();
          },
        }}
      >
        <Button data-testid="export">{t('export')}</Button>
      </Dropdown>
      {isOnBoards(kind) && body ? (
        <ToBoard kind={kind} body={body} isOpen={isBoardOpen} onClose={() => setIsBoardOpen(false)} />
      ) : null}
    </>
  );
}
