export { classesAsCsv, type PreparedModel, predictTable } from './predict-table.ts';
