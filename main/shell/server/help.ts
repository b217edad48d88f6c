import type { Language } from '../../../contract/language.ts';

const help = {
  'zh-CN': `罗盘：客户数据看板与分析

启动服务
  npm start -- [选项]

  --data DIR     数据文件夹（环境变量 LUOPAN_DATA；默认为系统的应用数据文件夹）
  --port N       端口，默认 7410；0 为自动选择
  --host ADDR    监听地址，默认 127.0.0.1；其他地址需先建立所有者账号
  --no-open      启动后不打开浏览器
  --no-sample    首次启动不导入示例数据
  --lang LANG    新工作区的语言：zh-CN 或 en
  --tz ZONE      新工作区的时区，例如 Asia/Shanghai

  环境变量 LUOPAN_HOST_NAMES：允许访问的其他主机名（例如反向代理的域名），用逗号分隔
  环境变量 LUOPAN_UPLOAD_LIMIT_MB：上传文件的大小上限，默认 8000

命令（服务是否在运行都可以使用）
  npm run luopan -- import FILE --entity ENTITY [--mapping FILE.json] [--options JSON]
                    [--currency CNY] [--timezone ZONE] [--mode append|upsert|replace] [--source NAME]
  npm run luopan -- status
  npm run luopan -- sync NAME
  npm run luopan -- sample add | remove
  npm run luopan -- user add --email EMAIL --role owner|admin|analyst|viewer
  npm run luopan -- user list | password | remove [--email EMAIL]
  npm run luopan -- doctor

  各命令都可以加 --data DIR、--lang LANG 和 --json（输出 JSON）。密码从标准输入读取。
  ENTITY：profiles、products、orders、order_items、events，或 table:名称
`,
  en: `Luopan: dashboards and analytics for customer data

Start the service
  npm start -- [options]

  --data DIR     data folder (environment: LUOPAN_DATA; default: the system's folder for application data)
  --port N       port, default 7410; 0 picks a free one
  --host ADDR    address to listen on, default 127.0.0.1; any other needs an owner account first
  --no-open      do not open a browser
  --no-sample    do not import the sample data on the first start
  --lang LANG    language of a new workspace: zh-CN or en
  --tz ZONE      time zone of a new workspace, such as Asia/Shanghai

  LUOPAN_HOST_NAMES (environment): further names this service is reached by, such as a reverse proxy's; commas between
  LUOPAN_UPLOAD_LIMIT_MB (environment): largest file taken, default 8000

Commands (whether the service is running or not)
  npm run luopan -- import FILE --entity ENTITY [--mapping FILE.json] [--options JSON]
                    [--currency USD] [--timezone ZONE] [--mode append|upsert|replace] [--source NAME]
  npm run luopan -- status
  npm run luopan -- sync NAME
  npm run luopan -- sample add | remove
  npm run luopan -- user add --email EMAIL --role owner|admin|analyst|viewer
  npm run luopan -- user list | password | remove [--email EMAIL]
  npm run luopan -- doctor

  Every command takes --data DIR, --lang LANG and --json (answer as JSON). Passwords are read from standard input.
  ENTITY: profiles, products, orders, order_items, events or table:<name>
`,
} satisfies Record<Language, string>;

export function helpText(language: Language): string {
  return help[language];
}
