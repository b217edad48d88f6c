/** Between tiles, tables and notes, in CSS pixels before the page's zoom. */
export const gap = 16;
/** Rows of the board's grid on paper: at least this high, and stretched to fill the page up to that. */
export const rowHeight = { least: 66, most: 104 };
