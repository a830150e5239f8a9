import type { DocumentRecord, ResultRecord } from '../../records/record.ts';
import { type Page, text } from '../blocks.ts';
import { coverageBlocks } from './coverage.ts';
import { diagnosticBlocks } from './diagnostic-page.ts';
import { pimaBlocks } from './pima-page.ts';
import { rankBlocks } from './ranks-page.ts';
import { scheduleBlocks } from './schedules-page.ts';
import { frozenTextBlocks } from './text-page.ts';

/** The science page. */
export function sciencePage(results: readonly ResultRecord[], documents: readonly DocumentRecord[]): Page {
  return {
    name: 'science',
    title: 'Science',
    blocks: [
      text(
        "The papers' claims and this project's own first findings, put to a test that anyone can run: `pnpm bench science`.",
      ),
      ...pimaBlocks(results),
      ...scheduleBlocks(results),
      ...diagnosticBlocks(results),
      ...frozenTextBlocks(results),
      ...rankBlocks(results),
      ...coverageBlocks(results, documents),
    ],
  };
}
