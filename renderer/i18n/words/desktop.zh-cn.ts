import type { Translated } from '../words.ts';
import type { desktopEn } from './desktop.en.ts';

export const desktopZhCn: Translated<typeof desktopEn> = {
  find: '在本页中查找',
  found: '第 {{active}} 个，共 {{total}} 个',
  previous: '上一个',
  next: '下一个',
  closeFind: '关闭查找',
  workspaces: '工作区',
  onlyDesktop: '仅限桌面版',
  onlyDesktopHint: '在浏览器里，直接打开另一台罗盘的地址即可。',
  known: '打开过的工作区',
  knownHint: '每个工作区在自己的窗口中打开。',
  local: '在本机',
  remote: '另一台电脑上的罗盘',
  remoteHint: '它的看板在本应用中打开，不会向它发送本机的任何内容。',
  open: '打开',
  forget: '从列表移除',
  openFolder: '打开数据文件夹…',
  address: '地址',
  token: '访问令牌（留空则在对方页面登录）',
  notOpened: '没有打开，请检查地址。',
  background: '后台运行',
  backgroundHint: '只要罗盘开着，定时导入就会运行，有没有窗口都一样。',
  startsAtLogin: '登录系统时启动罗盘，不显示窗口',
  keychain: '密码和令牌由系统钥匙串加密保管。',
  noKeychain: '本系统没有钥匙串：连接的密码用一个只有你能读取的密钥文件加密。',
};
