import { Fragment, type ReactNode } from 'react';
import type { PageSetup } from '../../../contract/exports.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Member } from '../../queries/index.ts';
import type { AnalysisPart } from './analysis-blocks.ts';
import { AnalysisPartView, type PaperAnalysis } from './analysis-paper.tsx';
import type { Band } from './board-rows.ts';
import type { Facts } from './facts.ts';
import { Contents, Cover, Definitions } from './front-matter.tsx';
import { TablePart } from './long-table.tsx';
import { gap, rowHeight } from './measures.ts';
import { type Block, type Flow, paginate, type RowChunk } from './pages.ts';
import type { PageSize } from './paper.ts';
import styles from './print.module.css';
import type { PrintTable } from './print-table.ts';
import { Sheet } from './sheet.tsx';

/** What stands on a content page. */
export type Content = Block &
  (
    | { kind: 'band'; band: Band }
    | { kind: 'note'; title: string; text: string }
    | { kind: 'alert'; text: string }
    | { kind: 'title'; tileId: string; title: string; note: string }
    | { kind: 'analysis'; of: PaperAnalysis; part: AnalysisPart }
    | {
        kind: 'rows';
        table: PrintTable;
        chunk: RowChunk;
        group: number[];
        part: { from: number; to: number; total: number } | null;
        widths: number[];
        isFirstGroup: boolean;
      }
  );
export type BandContent = Extract<Content, { kind: 'band' }>;

interface DocumentSheetsProps {
  setup: PageSetup;
  size: PageSize;
  /** One picture instead of pages. */
  isPoster: boolean;
  /** Without a title of its own. */
  isBare: boolean;
  pageHeight: number;
  contentWidth: number;
  facts: Facts & { description: string };
  contents: (Content | Flow<Content>)[];
  entries: { id: string; title: string }[];
  definitions: Member[];
  renderBand: (content: BandContent, unit: number) => ReactNode;
}

const entryHeight = 28;
const titleHeight = 44;

/** Cover, contents, the pages themselves, and definitions, with the number of every page known beforehand. */
export function DocumentSheets(props: DocumentSheetsProps) {
  const { setup, size, isPoster, pageHeight, contentWidth, facts, contents, entries, definitions, renderBand } = props;
  const { t } = useTranslation('print');
  const pages = paginate(contents, pageHeight, gap);
  // Without a cover every page says what it is narrowed to.
  const period = [facts.period, setup.hasCover ? '' : facts.filters].filter(Boolean).join(' · ');
  const frame = { size, title: facts.title, period, dataAsOf: facts.dataAsOf };
  if (isPoster) {
    return <Poster facts={props.isBare ? null : facts} width={contentWidth} pages={pages} renderBand={renderBand} />;
  }

  const definitionPages =
    setup.hasAppendix && definitions.length > 0
      ? paginate(definitionBlocks(definitions, contentWidth), pageHeight - titleHeight, 12)
      : [];
  const columns = entries.length > 16 ? 2 : 1;
  const perPage = Math.max(1, Math.floor((pageHeight - titleHeight) / entryHeight)) * columns;
  const hasContents = setup.hasContents && entries.length > 1;
  const allEntries = entries.length + (definitionPages.length > 0 ? 1 : 0);
  const contentsPages = hasContents ? Math.ceil(allEntries / perPage) : 0;
  const before = (setup.hasCover ? 1 : 0) + contentsPages;
  const total = before + pages.length + definitionPages.length;
  const listed = [
    ...entries.map(({ id, title }) => ({ anchor: `tile-${id}-title`, title, page: before + 1 + pageOf(pages, id) })),
    ...(definitionPages.length > 0
      ? [{ anchor: 'print-appendix', title: t('appendix'), page: before + pages.length + 1 }]
      : []),
  ];
  let number = setup.hasCover ? 1 : 0;
  const next = () => {
    number += 1;
    return number;
  };
  return (
    <>
      {setup.hasCover ? (
        <Sheet frame={frame} page={null} pages={total}>
          <Cover setup={setup} cover={facts} />
        </Sheet>
      ) : (
        <h1 className="visually-hidden">{facts.title}</h1>
      )}
      {Array.from({ length: contentsPages }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name
        <Sheet key={`contents-${index}`} frame={frame} page={next()} pages={total}>
          <div className={styles.flow}>
            <Contents
              entries={listed.slice(index * perPage, (index + 1) * perPage)}
              title={index === 0 ? t('contents') : null}
              columns={columns}
            />
          </div>
        </Sheet>
      ))}
      {pages.map((page) => (
        <Sheet key={page[0]?.id} frame={frame} page={next()} pages={total}>
          <div className={styles.flow}>
            <PageContents page={page} unit={unitOf(page, pageHeight)} renderBand={renderBand} />
          </div>
        </Sheet>
      ))}
      {definitionPages.map((page, index) => (
        <Sheet key={`appendix-${page[0]?.id}`} frame={frame} page={next()} pages={total}>
          <div className={styles.flow}>
            <Definitions members={page.map(({ member }) => member)} title={index === 0 ? t('appendix') : null} />
          </div>
        </Sheet>
      ))}
    </>
  );
}

function PageContents({
  page,
  unit,
  renderBand,
}: {
  page: Content[];
  unit: number;
  renderBand: DocumentSheetsProps['renderBand'];
}) {
  return page.map((content) => (
    <Fragment key={content.id}>
      {content.kind === 'band' ? renderBand(content, unit) : <Paragraph content={content} />}
    </Fragment>
  ));
}

function Paragraph({ content }: { content: Exclude<Content, BandContent> }) {
  const { t } = useTranslation('print');
  switch (content.kind) {
    case 'note':
      return (
        <p className={styles.note}>
          <b>
            {t('note')} · {content.title}
          </b>
          {'\n'}
          {content.text}
        </p>
      );
    case 'alert':
      return (
        <p className={styles.alert} role="alert">
          {content.text}
        </p>
      );
    case 'title':
      return (
        <div className={styles.analysisTitle}>
          <h2 className={styles.analysisName} id={`tile-${content.tileId}-title`}>
            {content.title}
          </h2>
          <span className={styles.analysisNote}>{content.note}</span>
        </div>
      );
    case 'analysis':
      return <AnalysisPartView {...content.of} part={content.part} />;
    case 'rows':
      return <TablePart {...content} />;
  }
}

/** Rows of tiles stretched so that the page is filled, within reason. */
function unitOf(page: Content[], pageHeight: number): number {
  const bands = page.filter((content): content is BandContent => content.kind === 'band' && !content.isHeading);
  const rows = bands.reduce((sum, { band }) => sum + band.rows, 0);
  if (rows === 0) return rowHeight.least;
  const used = page.reduce((sum, content) => sum + content.height, 0) + gap * (page.length - 1);
  return Math.min(rowHeight.most, Math.floor(rowHeight.least + Math.max(0, pageHeight - used - 2) / rows));
}

function pageOf(pages: Content[][], tileId: string): number {
  const at = pages.findIndex((page) =>
    page.some((content) =>
      content.kind === 'band'
        ? content.band.tiles.some(({ tile }) => tile.id === tileId)
        : content.kind === 'rows' && content.table.id === tileId,
    ),
  );
  return Math.max(0, at);
}

/** Heights by the number of signs: a definition is prose of one width, and a line too many costs nothing. */
function definitionBlocks(members: Member[], width: number): (Block & { member: Member })[] {
  return members.map((member) => {
    const text = member.description ?? '';
    const length = [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 13.2 : 7.2), 0);
    const lines = Math.max(
      1,
      Math.ceil(length / (width - 240)),
      Math.ceil(((member.title.length + member.viewTitle.length) * 13) / 200),
    );
    return { id: member.name, height: lines * 20 + 14, member };
  });
}

function Poster({
  facts,
  width,
  pages,
  renderBand,
}: {
  facts: Facts | null;
  width: number;
  pages: Content[][];
  renderBand: DocumentSheetsProps['renderBand'];
}) {
  return (
    <div className={styles.posterSheet} style={{ width: width + 48 }} data-sheet="poster">
      {facts ? (
        <div className={styles.posterHead}>
          <h1>{facts.title}</h1>
          <span>{[facts.period, facts.filters, facts.dataAsOf].filter(Boolean).join(' · ')}</span>
        </div>
      ) : null}
      <div className={styles.flow}>
        <PageContents page={pages.flat()} unit={80} renderBand={renderBand} />
      </div>
    </div>
  );
}
