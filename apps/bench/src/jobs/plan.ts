import { contentId } from '../records/content-id.ts';
import type { Job } from '../records/record.ts';
import type { PlannedJob } from './planned-job.ts';

/** A plain document that results refer to by its hash. */
export type PlainDocument = Readonly<Record<string, unknown>>;

/** What a suite wants measured, in order, and the documents that its jobs refer to. */
export interface Plan {
  readonly jobs: readonly PlannedJob[];
  readonly documents: readonly PlainDocument[];
  /** What is left out on this machine, and why: no peer's runtime, no data. */
  readonly absent: readonly string[];
  /** Packed files by SHA-256, where jobs are about any. */
  readonly data?: ReadonlyMap<string, Uint8Array> | undefined;
}

/** Several plans as one: the jobs one plan after another. */
export function joinPlans(plans: readonly Plan[]): Plan {
  return {
    jobs: plans.flatMap(({ jobs }) => jobs),
    documents: plans.flatMap(({ documents }) => documents),
    absent: [...new Set(plans.flatMap(({ absent }) => absent))],
  };
}

/** A job about a subject document under a protocol document. */
export function jobOf(
  protocol: PlainDocument,
  subject: PlainDocument & { readonly name: string },
  rest: Omit<Job, 'protocol' | 'subject' | 'name'>,
): Job {
  return { ...rest, protocol: contentId(protocol), subject: contentId(subject), name: subject.name };
}
