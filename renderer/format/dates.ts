export * from '../../contract/format/dates.ts';
