import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { PageError } from '../errors/index.ts';
import { Frame } from './frame.tsx';
import { NotFound } from './not-found.tsx';
import { type PlainSearch, parseSearch, stringifySearch } from './search.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const keepSearch = (search: Record<string, unknown>): PlainSearch => search as PlainSearch;

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/board/overview-page.tsx')),
});
const boards = createRoute({
  getParentRoute: () => root,
  path: '/boards',
  component: lazyRouteComponent(() => import('../features/board/list/boards-page.tsx')),
});
const board = createRoute({
  getParentRoute: () => root,
  path: '/boards/$id',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/board/board-page.tsx')),
});
const analyses = createRoute({
  getParentRoute: () => root,
  path: '/analytics',
  component: lazyRouteComponent(() => import('../features/analytics/analyses-page.tsx')),
});
const segments = createRoute({
  getParentRoute: () => root,
  path: '/segments',
  component: lazyRouteComponent(() => import('../features/segments/segments-page.tsx')),
});
const segment = createRoute({
  getParentRoute: () => root,
  path: '/segments/$id',
  component: lazyRouteComponent(() => import('../features/segments/segment-page.tsx')),
});
const customers = createRoute({
  getParentRoute: () => root,
  path: '/customers',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/customers/customers-page.tsx')),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/audit/audit-page.tsx')),
});
const customer = createRoute({
  getParentRoute: () => root,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('../features/customers/customer-page.tsx')),
});
const analysis = createRoute({
  getParentRoute: () => root,
  path: '/analytics/$kind',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/analytics/analysis-page.tsx')),
});
const printPage = createRoute({
  getParentRoute: () => root,
  path: '/print/$id',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/print/print-page.tsx')),
});
const explore = createRoute({
  getParentRoute: () => root,
  path: '/explore',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/explore/explore-page.tsx')),
});
const exportPage = createRoute({
  getParentRoute: () => root,
  path: '/export/$id',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/print/export-page.tsx')),
});
const briefingPage = createRoute({
  getParentRoute: () => root,
  path: '/briefing/$id',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/briefing/briefing-page.tsx')),
});
const deliveriesPage = createRoute({
  getParentRoute: () => root,
  path: '/deliveries',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/deliveries/deliveries-page.tsx')),
});
const importPage = createRoute({
  getParentRoute: () => root,
  path: '/import',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/import/import-page.tsx')),
});
const dataPage = createRoute({
  getParentRoute: () => root,
  path: '/data',
  component: lazyRouteComponent(() => import('../features/data/data-page.tsx')),
});
const workspacesPage = createRoute({
  getParentRoute: () => root,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('../features/desktop/workspaces-page.tsx')),
});
const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/connections-page.tsx')),
});
const newConnection = createRoute({
  getParentRoute: () => root,
  path: '/connections/new',
  component: lazyRouteComponent(() => import('../features/connections/new-connection-page.tsx')),
});
const incoming = createRoute({
  getParentRoute: () => root,
  path: '/connections/incoming',
  component: lazyRouteComponent(() => import('../features/ingest/ingest-page.tsx')),
});
const connection = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id',
  component: lazyRouteComponent(() => import('../features/connections/connection-page.tsx')),
});
const settingsPage = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx')),
});

const modelPage = createRoute({
  getParentRoute: () => root,
  path: '/model',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/model/model-page.tsx')),
});
const modelMember = createRoute({
  getParentRoute: () => root,
  path: '/model/members/$id',
  validateSearch: keepSearch,
  component: lazyRouteComponent(() => import('../features/model/member-page.tsx')),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    boards,
    board,
    analyses,
    analysis,
    segments,
    segment,
    customers,
    customer,
    audit,
    printPage,
    exportPage,
    deliveriesPage,
    briefingPage,
    explore,
    importPage,
    dataPage,
    connections,
    newConnection,
    incoming,
    connection,
    modelPage,
    modelMember,
    settingsPage,
    workspacesPage,
  ]),
  defaultPreload: 'intent',
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <PageError error={error} onRetry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
