import type { Plan } from '../../jobs/plan.ts';
import type { PackedSource } from '../data/load-source.ts';
import type { ComputerName } from '../methods/computers.ts';
import type { MethodDocument } from '../methods/method.ts';

/** What experiments are planned for. */
export interface ExperimentContext {
  readonly backend: ComputerName;
  /** A small part of each experiment, the same jobs that the full run has. */
  readonly quick: boolean;
  /** Why the peers of Python are left out; undefined where they run. */
  readonly peersAbsent: string | undefined;
  /** The data sets that are there, by name. */
  readonly sources: ReadonlyMap<string, PackedSource>;
}

/** Plans one experiment's jobs. */
export type Experiment = (context: ExperimentContext) => Plan;

/** The methods that can run here, and the reason why others cannot. */
export function present<M extends MethodDocument>(
  methods: readonly M[],
  { peersAbsent }: ExperimentContext,
): { readonly methods: readonly M[]; readonly absent: readonly string[] } {
  if (peersAbsent === undefined) return { methods, absent: [] };
  const left = methods.filter(({ kind }) => kind === 'peer').map(({ name }) => `${name}: ${peersAbsent}`);
  return { methods: methods.filter(({ kind }) => kind !== 'peer'), absent: left };
}
