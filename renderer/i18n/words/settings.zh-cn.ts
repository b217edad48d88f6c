import type { Translated } from '../words.ts';
import type { settingsEn } from './settings.en.ts';

export const settingsZhCn: Translated<typeof settingsEn> = {
  title: '设置',
};
