import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect } from 'react';
import { useLanguage } from '../i18n/index.ts';
import { useStatus } from '../queries/index.ts';
import { followChanges } from '../transport/index.ts';
import { ThemeProvider, useTheme } from '../ui/index.ts';
import { antdThemeOf } from './antd-theme.ts';

/** Everything a page may count on: server state, its change stream, theme and language. */
export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  useEffect(() => followChanges(queryClient), [queryClient]);
  return (
    <QueryClientProvider client={queryClient}>
      <WorkspaceTheme>
        <AntdProvider>{children}</AntdProvider>
      </WorkspaceTheme>
    </QueryClientProvider>
  );
}

function WorkspaceTheme({ children }: { children: ReactNode }) {
  const status = useStatus();
  const language = useLanguage();
  const riseColor = status.data?.workspace.riseColor ?? (language === 'zh-CN' ? 'red' : 'green');
  return <ThemeProvider riseColor={riseColor}>{children}</ThemeProvider>;
}

function AntdProvider({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const theme = useTheme();
  dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider
      locale={language === 'zh-CN' ? zhCN : enUS}
      theme={antdThemeOf(theme.name, theme.tokens)}
      button={{ autoInsertSpace: false }}
      tooltip={{ arrow: false, styles: { container: { border: `1px solid ${theme.tokens.line}`, fontSize: 13 } } }}
      popover={{ arrow: false }}
    >
      <AntdApp component={false}>{children}</AntdApp>
    </ConfigProvider>
  );
}
