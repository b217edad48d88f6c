export const boardEn = {
  title: 'Boards',
} as const;
