import type { TileOf } from '../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { rangeOf } from '../../queries/index.ts';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';

/** A saved report, one click away. */
export function ReportTile({ tile }: { tile: TileOf<'report'> }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const { scope } = useTileSurface();
  return (
    <TileFrame
      tile={tile}
      state={{ kind: 'full', isRefreshing: false }}
      range={rangeOf(tile, scope)}
      measures={[]}
      unreached={[]}
      skeleton={null}
    >
      {tile.subtitle ? <p>{localized(tile.subtitle)}</p> : null}
      <a href={`/explore?report=${encodeURIComponent(tile.reportId)}`}>{t('openReport')}</a>
    </TileFrame>
  );
}
