import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import type { Board } from '../../../contract/boards.ts';
import type { SavedReport } from '../../../contract/reports.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { boardQuery, useBoards } from '../../queries/index.ts';
import { placeReport, type ReportPlace } from '../board/place-report.ts';
import styles from './explore-page.module.css';

interface BoardDialogProps<R extends SavedReport> {
  /** The report to put there, saved as it is seen now under this title; null where saving failed. */
  saved: (title: string) => Promise<R | null>;
  /** True where it has to be saved first; `new` where it never was. */
  isChanged: boolean | 'new';
  title: string;
  onDone: (board: Board, report: R) => void;
  onError: (error: unknown) => void;
  /** With the report, where it was saved and the board could not be had. */
  close: (kept: R | null) => void;
}

const newBoard = '\u0000new';

/** Asks which board and tab a report goes on, or for the name of a new one, and puts it there. */
export function BoardDialog<R extends SavedReport>(props: BoardDialogProps<R>) {
  const { saved, isChanged, title, onDone, onError, close } = props;
  const { t } = useTranslation('explore');
  const localized = useLocalized();
  const client = useQueryClient();
  const boards = useBoards();
  const own = (boards.data ?? []).filter((board) => !board.isBuiltIn);
  const [chosen, setChosen] = useState<string | null>(null);
  const [tab, setTab] = useState<string | null>(null);
  const [name, setName] = useState(title);
  const [reportTitle, setReportTitle] = useState(title);
  const [kept, setKept] = useState<R | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isPutting = useRef(false);
  const board = chosen ?? own[0]?.id ?? newBoard;
  const isNew = board === newBoard;
  const opened = useQuery({ ...boardQuery(board), enabled: !isNew });
  const tabs = isNew ? [] : (opened.data?.tabs ?? []);
  const isReady = !boards.isPending && !(isNew && name.trim() === '') && reportTitle.trim() !== '';
  const put = async () => {
    if (!isReady || isPutting.current) return;
    isPutting.current = true;
    setIsBusy(true);
    try {
      // A second try finds the report that the first one saved.
      const report = kept ?? (await saved(reportTitle.trim()));
      if (!report) return;
      setKept(report);
      const place: ReportPlace = isNew ? { name: name.trim() } : { board, tab };
      const placed = await placeReport(report, place);
      client.setQueryData(['boards', placed.id], placed);
      void client.invalidateQueries({ queryKey: ['boards'], exact: true });
      onDone(placed, report);
    } catch (error) {
      onError(error);
    } finally {
      isPutting.current = false;
      setIsBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('toBoardTitle')}
      okText={t('toBoard')}
      okButtonProps={{ disabled: !isReady, loading: isBusy }}
      onOk={() => void put()}
      onCancel={() => close(kept)}
    >
      <div className={styles.form} data-testid="to-board">
        {isChanged === 'new' && !kept ? (
          <>
            <label htmlFor="to-board-title">{t('titleLabel')}</label>
            <Input
              id="to-board-title"
              value={reportTitle}
              maxLength={120}
              onChange={(event) => setReportTitle(event.target.value)}
            />
          </>
        ) : null}
        <label htmlFor="to-board-board">{t('toBoardBoard')}</label>
        <Select
          id="to-board-board"
          showSearch={{ optionFilterProp: 'label' }}
          loading={boards.isPending}
          value={boards.isPending ? null : board}
          options={[
            { value: newBoard, label: t('toBoardNew') },
            ...own.map((one) => ({
              value: one.id,
              label: [one.folder, localized(one.title)].filter(Boolean).join(' / '),
            })),
          ]}
          onChange={(next: string) => {
            setChosen(next);
            setTab(null);
          }}
        />
        {isNew ? (
          <>
            <label htmlFor="to-board-name">{t('toBoardName')}</label>
            <Input
              id="to-board-name"
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.target.value)}
              onPressEnter={() => void put()}
            />
          </>
        ) : null}
        {tabs.length > 1 ? (
          <>
            <label htmlFor="to-board-tab">{t('toBoardTab')}</label>
            <Select
              id="to-board-tab"
              value={tab ?? tabs[0]?.id ?? null}
              options={tabs.map((one) => ({ value: one.id, label: localized(one.title) }))}
              onChange={(next: string | null) => setTab(next)}
            />
          </>
        ) : null}
        {isChanged && !kept ? <p className={styles.hint}>{t('toBoardSaves')}</p> : null}
      </div>
    </Modal>
  );
}
