export { type PreparedModel, predictTable } from './predict-table.ts';
