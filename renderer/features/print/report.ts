/** What the printer is told when the document stands; see `main/ports/printer.ts`. */
export interface DocumentReport {
  widthMm: number;
  heightMm: number;
  pages: number;
  cells: number;
  title: string;
  author: string;
  failedTiles: { id: string; title: string; message: string }[];
  notes: string[];
  /** Titles of tiles that are not of the slice. */
  leftOut: string[];
  /** For the format `svg`. */
  svg?: string;
}
