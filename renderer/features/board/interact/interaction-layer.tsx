import type { Tile } from '../../../../contract/boards.ts';
import { type DrillStep, useMayEdit } from '../../../queries/index.ts';
import type { TileInteraction } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import { SettingsDialog } from '../edit/settings-dialog.tsx';
import { TargetsDialog } from '../edit/targets-dialog.tsx';
import type { BoardEditor } from '../edit/use-board-editor.ts';
import { contentOf } from '../requests.ts';
import { VersionsDialog } from '../versions/versions-dialog.tsx';
import { CommentsDrawer } from './comments-drawer.tsx';
import { DataDrawer } from './data-drawer.tsx';
import { ExplainDrawer } from './explain-drawer.tsx';
import { MarkMenu } from './mark-menu.tsx';
import { RowsDrawer } from './rows-drawer.tsx';
import { TileAlert } from './tile-alert.tsx';
import type { OpenMark } from './use-interaction.ts';

/** What is open beside the board; one at a time. */
export type OpenPanel =
  | { kind: 'explain' | 'data' | 'alert'; tile: Tile }
  | { kind: 'comments'; tile: Tile | null }
  | { kind: 'rows'; mark: Pick<OpenMark, 'tile' | 'picks'>; of: 'rows' | 'people' }
  | { kind: 'settings' | 'versions' | 'targets' };

interface InteractionLayerProps {
  boardId: string;
  editor: BoardEditor;
  open: OpenMark | null;
  closeMenu: () => void;
  interaction: TileInteraction;
  drill: (tile: Tile, step: DrillStep) => void;
  panel: OpenPanel | null;
  setPanel: (panel: OpenPanel | null) => void;
}

/** Menus, drawers and dialogs over a board. */
export function InteractionLayer({
  boardId,
  editor,
  open,
  closeMenu,
  interaction,
  drill,
  panel,
  setPanel,
}: InteractionLayerProps) {
  return (
    <>
      {open ? (
        <MarkMenu
          open={open}
          close={closeMenu}
          choose={(isAdding) => interaction.choose(open.tile, open.picks, isAdding)}
          drill={(step) => drill(open.tile, step)}
          openRows={(of) => setPanel({ kind: 'rows', mark: open, of })}
        />
      ) : null}
      {panel ? (
        <Panel panel={panel} boardId={boardId} editor={editor} interaction={interaction} close={() => setPanel(null)} />
      ) : null}
    </>
  );
}

interface PanelProps {
  panel: OpenPanel;
  boardId: string;
  editor: BoardEditor;
  interaction: TileInteraction;
  close: () => void;
}

function Panel({ panel, boardId, editor, interaction, close }: PanelProps) {
  const { board } = useBoardState();
  const mayEdit = useMayEdit() && !board.isBuiltIn;
  switch (panel.kind) {
    case 'explain':
      return <ExplainDrawer tile={panel.tile} close={close} />;
    case 'data':
      return (
        <DataDrawer
          tile={panel.tile}
          choose={(picks) => {
            interaction.choose(panel.tile, picks, false);
            close();
          }}
          openMenu={(picks, at) => {
            close();
            interaction.openMenu(panel.tile, picks, at);
          }}
          close={close}
        />
      );
    case 'alert':
      return panel.tile.kind === 'number' ? <TileAlert tile={panel.tile} close={close} /> : null;
    case 'rows':
      return <RowsDrawer mark={panel.mark} kind={panel.of} close={close} />;
    case 'comments':
      return <CommentsDrawer boardId={boardId} tile={panel.tile} close={close} />;
    case 'settings':
      return <SettingsDialog board={editor.board} change={editor.change} close={close} />;
    case 'targets':
      return <TargetsDialog close={close} />;
    case 'versions':
      return (
        <VersionsDialog
          boardId={boardId}
          current={editor.isOn ? editor.board : contentOf(board)}
          restore={
            mayEdit
              ? (next) => {
                  if (!editor.isOn) editor.start();
                  editor.change(() => next);
                }
              : null
          }
          close={close}
        />
      );
  }
}
