import type { Translated } from '../words.ts';
import type { paletteEn } from './palette.en.ts';

export const paletteZhCn: Translated<typeof paletteEn> = {
  title: '快速前往',
  placeholder: '看板、报表、字段、客户、页面…',
  nothing: '没有找到。',
  keys: '↑ ↓ 选择，回车打开，Esc 关闭',
  groups: { pages: '页面', boards: '看板', reports: '报表', fields: '字段', actions: '操作', customers: '客户' },
  newReport: '新建报表',
  exploreField: '分析{{field}}',
  themeDark: '深色主题',
  themeLight: '浅色主题',
  toChinese: '中文界面',
  toEnglish: 'English',
};
