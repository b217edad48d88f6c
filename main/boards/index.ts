export { type Boards, createBoards } from './boards.ts';
export { createSavedReports, type SavedReports } from './saved-reports.ts';
