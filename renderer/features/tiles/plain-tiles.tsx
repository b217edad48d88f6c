import type { Tile, TileOf } from '../../../contract/boards.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import { useLanguage, useLocalized } from '../../i18n/index.ts';
import { rangeOf } from '../../queries/index.ts';
import { RequestError } from '../../transport/index.ts';
import { RowsSkeleton } from './skeletons.tsx';
import styles from './text-tile.module.css';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';

const full = { kind: 'full', isRefreshing: false } as const;

/** A picture that is kept within the board. */
export function ImageTile({ tile }: { tile: TileOf<'image'> }) {
  const { scope } = useTileSurface();
  return (
    <TileFrame tile={tile} state={full} range={rangeOf(tile, scope)} measures={[]} unreached={[]} skeleton={null}>
      <img className={styles.image} src={tile.source} alt={tile.alt} />
    </TileFrame>
  );
}

/** A heading across the board, with a line of explanation. */
export function SectionTile({ tile }: { tile: TileOf<'section'> }) {
  const localized = useLocalized();
  const { scope } = useTileSurface();
  return (
    <TileFrame tile={tile} state={full} range={rangeOf(tile, scope)} measures={[]} unreached={[]} skeleton={null}>
      {tile.subtitle ? <p>{localized(tile.subtitle)}</p> : null}
    </TileFrame>
  );
}

/** A tile whose fields the data model no longer has: says which, and keeps the rest of the board alive. */
export function MissingTile({ tile, missing }: { tile: Tile; missing: string[] }) {
  const language = useLanguage();
  const { scope } = useTileSurface();
  const sentence = errorSentence('semantic/unknown-member', { member: missing.join(', ') }, language);
  const error = new RequestError('semantic/unknown-member', sentence, 404);
  return (
    <TileFrame
      tile={tile}
      state={{ kind: 'failed', error, retry: null }}
      range={rangeOf(tile, scope)}
      measures={[]}
      unreached={[]}
      skeleton={<RowsSkeleton rows={3} />}
    >
      {null}
    </TileFrame>
  );
}
