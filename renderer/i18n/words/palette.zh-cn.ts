import type { Translated } from '../words.ts';
import type { paletteEn } from './palette.en.ts';

export const paletteZhCn: Translated<typeof paletteEn> = {
  title: '快速前往',
  placeholder: '看板、报表、字段、客户、页面…',
  nothing: '没有找到。',
  keys: '↑ ↓ 选择，回车打开，Esc 关闭',
  groups: { pages: '页面', boards: '看板', reports: '报表', fields: '字段', actions: '操作', customers: '客户' },
  map: {
    title: '快捷键',
    add: '添加选中的字段',
    addTo: '选择把字段放到哪一区',
    move: '在本区移动选中的字段块',
    shelf: '移到下一区',
    remove: '移除选中的字段块',
    cells: '在表格中移动；加 Ctrl 到边缘',
    select: '选择单元格',
    all: '选择整张表',
    copy: '复制所选内容',
    fold: '展开或收起选中的分组',
    undo: '撤销',
    redo: '重做',
    close: '关闭打开的内容',
    help: '显示本说明',
  },
  newReport: '新建报表',
  exploreField: '分析{{field}}',
  themeDark: '深色主题',
  themeLight: '浅色主题',
  toChinese: '中文界面',
  toEnglish: 'English',
};
