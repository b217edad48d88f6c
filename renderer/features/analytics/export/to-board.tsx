import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { analysisNames, type Board, boardOutput } from '../../../../contract/boards.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { boardQuery, useBoards } from '../../../queries/index.ts';
import { request } from '../../../transport/index.ts';
import type { AnalysisKind } from '../frame/kinds.ts';
import styles from './to-board.module.css';

type BoardAnalysis = (typeof analysisNames)[number];

/** Whether boards can show this analysis. */
export function isOnBoards(kind: AnalysisKind): kind is BoardAnalysis {
  return (analysisNames as readonly string[]).includes(kind);
}

const newBoard = '';

interface ToBoardProps {
  kind: BoardAnalysis;
  body: object;
  isOpen: boolean;
  onClose: () => void;
}

/** Adds the question as a tile below everything on a board; its dates are the board's from then on. */
export function ToBoard({ kind, body, isOpen, onClose }: ToBoardProps) {
  const { t } = useTranslation('analytics');
  const localized = useLocalized();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const navigate = useNavigate();
  const boards = useBoards();
  const [boardId, setBoardId] = useState(newBoard);
  const [title, setTitle] = useState('');
  const name = title.trim() || t(`kinds.${kind}`);
  const add = useMutation({
    mutationFn: async () => {
      const { dateRange: _, ...question } = body as { dateRange?: unknown };
      const words = { 'zh-CN': name, en: name };
      const tile = { kind: 'analysis', analysis: kind, question, title: words };
      if (boardId === newBoard) {
        const board = { title: words, tiles: [placed(tile, 0)] };
        return request('/api/v1/boards', { schema: boardOutput, method: 'POST', body: board });
      }
      const board = await client.fetchQuery({ ...boardQuery(boardId), staleTime: 0 });
      const changed = { ...board, tiles: [...board.tiles, placed(tile, bottomOf(board))] };
      return request(`/api/v1/boards/${boardId}`, { schema: boardOutput, method: 'PUT', body: changed });
    },
    onSuccess: async (board) => {
      await client.invalidateQueries({ queryKey: ['boards'] });
      void message.success(
        <>
          {t('onBoard', { board: localized(board.title) })}{' '}
          {/* Messages live outside of the router: a link of its own could not find its way. */}
          <Button
            type="link"
            size="small"
            onClick={() => void navigate({ to: '/boards/$id', params: { id: board.id } })}
          >
            {t('openBoard')}
          </Button>
        </>,
        6,
      );
      onClose();
    },
    onError: (error) => void message.error(`${t('saveFailed')} · ${sentence(error)}`),
  });
  const own = (boards.data ?? []).filter(({ isBuiltIn }) => !isBuiltIn);
  return (
    <Modal
      open={isOpen}
      title={t('toBoard')}
      okText={t('save')}
      onOk={() => add.mutate()}
      onCancel={onClose}
      confirmLoading={add.isPending}
      width={440}
    >
      <div className={styles.fields}>
        <Select
          aria-label={t('chooseBoard')}
          value={boardId}
          onChange={setBoardId}
          options={[
            { value: newBoard, label: t('newBoard') },
            ...own.map((board) => ({ value: board.id, label: localized(board.title) })),
          ]}
        />
        <Input
          value={title}
          maxLength={80}
          placeholder={t(`kinds.${kind}`)}
          aria-label={t('tileName')}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
    </Modal>
  );
}

/** Full width below a row. */
function placed<T extends object>(tile: T, y: number) {
  return { ...tile, id: `analysis-${Date.now().toString(36)}`, placement: { x: 0, y, w: 12, h: 5 } };
}

function bottomOf({ tiles }: Pick<Board, 'tiles'>): number {
  return Math.max(0, ...tiles.map(({ placement }) => placement.y + placement.h));
}
