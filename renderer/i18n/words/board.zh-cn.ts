import type { Translated } from '../words.ts';
import type { boardEn } from './board.en.ts';

export const boardZhCn: Translated<typeof boardEn> = {
  title: '看板',
};
