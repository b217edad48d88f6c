/** In pixels. Rows of one height let the grid find any of a million by division. */
export const rowHeight = 34;
export const headHeight = 34;
