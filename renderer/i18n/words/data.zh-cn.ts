import type { Translated } from '../words.ts';
import type { dataEn } from './data.en.ts';

export const dataZhCn: Translated<typeof dataEn> = {
  title: '数据',
};
