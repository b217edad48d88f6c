import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Board, PlanTarget, Tile as TileDefinition } from '../../../contract/boards.ts';
import type { Status } from '../../../contract/workspace.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { type DateRange, type DrillStep, drilledTile, type Members, useMayEdit } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import { Tile, TileSurfaceProvider } from '../tiles/index.ts';
import { askAnew } from './ask-anew.ts';
import { BoardActions } from './board-actions.tsx';
import { BoardContext } from './board-context.ts';
import styles from './board-view.module.css';
import { BoardBar } from './edit/board-bar.tsx';
import { ConflictBar } from './edit/conflict-bar.tsx';
import { EditLayer } from './edit/edit-layer.tsx';
import { EditingContext, EditingMenu } from './edit/editing-menu.tsx';
import { tabOf } from './edit/layout.ts';
import { useBoardEditor } from './edit/use-board-editor.ts';
import { useEditing } from './edit/use-editing.ts';
import { FilterRow } from './filter-row.tsx';
import { DrillCrumbs } from './interact/drill-crumbs.tsx';
import { InteractionLayer, type OpenPanel } from './interact/interaction-layer.tsx';
import { TileMenu } from './interact/tile-menu.tsx';
import { useInteraction } from './interact/use-interaction.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { BoardSwitcher } from './list/board-switcher.tsx';
import { usePresentation } from './presentation.ts';
import { commentsQuery } from './requests.ts';
import { SampleStrip } from './sample-strip.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Tabs } from './tabs.tsx';
import { UnconvertedNotice } from './unconverted-notice.tsx';
import { useBoardStateOf } from './use-board-state.ts';
import { useDefaultFilterSet } from './use-default-filter-set.ts';
import { useSlides } from './use-slides.ts';
import { useTileInSight } from './use-tile-in-sight.ts';

interface OpenBoardProps {
  saved: Board;
  members: Members;
  status: Status;
  data: DateRange;
  targets: readonly PlanTarget[];
}

/** A board whose definition, data model and bounds are known: shown, or under change. */
export function OpenBoard({ saved, members, status, data, targets }: OpenBoardProps) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const mayEdit = useMayEdit();
  const search = useSearch({ strict: false }) as { edit?: string };
  const navigate = useNavigate();
  const editor = useBoardEditor(saved);
  const board = useMemo(
    () => (editor.isOn ? { ...saved, ...editor.board } : saved),
    [saved, editor.isOn, editor.board],
  );
  const state = useBoardStateOf({ board, members, status, data, targets });
  // A choice is seen at once in filters and tabs; the tiles follow when there is time for them.
  const shownState = useDeferredValue(state);
  const presentation = usePresentation();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [panel, setPanel] = useState<OpenPanel | null>(null);
  const [drills, setDrills] = useState<ReadonlyMap<string, readonly DrillStep[]>>(new Map());
  const { interaction, open, close } = useInteraction(state);
  const editing = useEditing(editor, state.tab);
  const canStart = mayEdit && !saved.isBuiltIn;
  useDefaultFilterSet(saved.id, state);
  useRefresh(editor.isOn ? null : board.refreshSeconds, saved.id);
  useSlides(board, presentation);
  useTileInSight(saved, shownState.tab);
  useShortcuts(state, presentation, {
    toggleHelp: () => setIsHelpOpen((isOpen) => !isOpen),
    edit: canStart ? () => (editor.isOn ? editor.finish() : editor.start()) : null,
    editor: editor.isOn ? editor : null,
    paste: editing.paste,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new board begins under change, once
  useEffect(() => {
    if (search.edit !== '1' || !canStart) return;
    if (!editor.isOn) editor.start();
    // The address is for reading: whoever gets it, or loads it again, sees the board and does not change it.
    void navigate({ to: '.', search: (former: object) => ({ ...former, edit: undefined }) as never, replace: true });
  }, [canStart]);

  const comments = useQuery(commentsQuery(saved.id));
  const openComments = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { tileId, isResolved } of comments.data ?? []) {
      if (tileId !== null && !isResolved) counts.set(tileId, (counts.get(tileId) ?? 0) + 1);
    }
    return counts;
  }, [comments.data]);

  const tiles = useMemo(
    () => board.tiles.filter((tile) => tabOf(tile, board.tabs) === shownState.tab).toSorted(byPlace),
    [board.tiles, board.tabs, shownState.tab],
  );
  const drill = useCallback(
    (tileId: string, path: readonly DrillStep[]) => setDrills((former) => new Map(former).set(tileId, path)),
    [],
  );
  const chrome = useCallback(
    (tile: TileDefinition) =>
      editor.isOn ? (
        <EditingMenu tile={tile} />
      ) : (
        <TileMenu tile={tile} openComments={openComments.get(tile.id) ?? 0} show={setPanel} />
      ),
    [editor.isOn, openComments],
  );
  const shown = useMemo(() => tiles.map((tile) => drilledTile(tile, drills.get(tile.id) ?? [])), [tiles, drills]);
  const crumbs = useCallback(
    (tile: TileDefinition) => <DrillCrumbs path={drills.get(tile.id) ?? []} change={(path) => drill(tile.id, path)} />,
    [drills, drill],
  );
  const title = localized(board.title);
  return (
    <BoardContext value={state}>
      <Page
        title={title}
        titleSlot={<BoardSwitcher id={saved.id} title={title} />}
        crumb={t('crumb')}
        filters={<FilterRow aside={<SampleStrip sample={status.sample} />} boardId={saved.id} />}
        actions={
          editor.isOn ? (
            <BoardBar
              editor={editor}
              chosen={editing.chosen.size}
              add={() => editing.open(null)}
              addSection={editing.addSection}
              paste={editing.paste}
              openSettings={() => setPanel({ kind: 'settings' })}
              openVersions={() => setPanel({ kind: 'versions' })}
              openTargets={() => setPanel({ kind: 'targets' })}
            />
          ) : (
            <BoardActions
              board={saved}
              hasSample={status.sample.state === 'present'}
              mayEdit={mayEdit}
              presentation={presentation}
              edit={canStart ? editor.start : null}
              openHelp={() => setIsHelpOpen(true)}
              openComments={() => setPanel({ kind: 'comments', tile: null })}
              openVersions={() => setPanel({ kind: 'versions' })}
            />
          )
        }
      >
        <div
          className={styles.board}
          data-testid="board"
          data-editing={editor.isOn}
          aria-busy={shownState.scope !== state.scope || shownState.tab !== state.tab}
        >
          <ConflictBar editor={editor} />
          <UnconvertedNotice />
          <Tabs />
          <BoardContext value={shownState}>
            <EditingContext value={editing}>
              <TileSurfaceProvider
                tiles={board.tiles}
                shown={tiles}
                scope={shownState.scope}
                members={members}
                workspace={shownState.workspace}
                interaction={editor.isOn ? null : interaction}
                chrome={chrome}
                crumbs={editor.isOn ? null : crumbs}
                notes={board.notes}
              >
                {editor.isOn ? (
                  <EditLayer editing={editing} tiles={tiles} />
                ) : (
                  <section className={styles.grid} aria-label={t('tiles')}>
                    {shown.map((tile) => (
                      <Tile key={tile.id} tile={tile} />
                    ))}
                  </section>
                )}
              </TileSurfaceProvider>
            </EditingContext>
          </BoardContext>
        </div>
      </Page>
      <InteractionLayer
        boardId={saved.id}
        editor={editor}
        open={open}
        closeMenu={close}
        interaction={interaction}
        drill={(tile, step) => drill(tile.id, [...(drills.get(tile.id) ?? []), step])}
        panel={panel}
        setPanel={setPanel}
      />
      <KeyboardHelp isOpen={isHelpOpen} close={() => setIsHelpOpen(false)} />
    </BoardContext>
  );
}

/** Reads all figures anew at the board's own pace, whether or not the host reports new data; and the board itself. */
function useRefresh(seconds: number | null, boardId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (seconds === null) return;
    const timer = setInterval(() => askAnew(queryClient, boardId), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, boardId, queryClient]);
}

const byPlace = (a: TileDefinition, b: TileDefinition) =>
  a.placement.y - b.placement.y || a.placement.x - b.placement.x;
