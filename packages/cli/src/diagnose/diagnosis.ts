import {
  type BackendV1,
  boxOf,
  certifiedRadius,
  type Figure,
  finite,
  layerNorms,
  lipschitzBound,
  type Matrix,
  type ModelFile,
  type NormFigures,
  normFigures,
  type PreparedModel,
  prepareFeatures,
  type Table,
} from '@chainzrule/core';

/** Sides of the box are moved out this far, so that the outermost rows have a radius too; in standard deviations. */
const BOX_MARGIN = 0.5;

/** What can be said of a model on rows without labels: `chainzrule/diagnosis@1`. */
export interface Diagnosis {
  readonly format: 'chainzrule/diagnosis@1';
  readonly data: { readonly name: string; readonly sha256: string; readonly rows: number };
  /** Norms of the derivative with respect to prepared inputs, per sample. */
  readonly norms: { readonly layer: NormFigures; readonly input: NormFigures };
  /** What the same figures were on the test rows of training, where the model file says so. */
  readonly training: { readonly layer: Figure; readonly input: Figure } | null;
  /** [layers] root mean square over rows of ‖diag(D_l) W_lᵀ‖_F. */
  readonly layerNorms: readonly Figure[];
  /** How far the logits can move per unit of the prepared inputs, inside the box of these rows. */
  readonly lipschitz: {
    readonly bound: Figure;
    readonly perLayer: readonly Figure[];
    readonly largestSampledSlope: Figure;
  };
  /** Share of rows whose class cannot change within a radius, in standard deviations of the inputs; null for regressions. */
  readonly certified: { readonly radius: number; readonly share: number; readonly median: number } | null;
}

/** Looks at a model on rows of a table; labels play no part. */
export async function diagnose(
  model: PreparedModel,
  table: Table,
  data: Diagnosis['data'],
  radius: number,
  backend: BackendV1,
): Promise<Diagnosis> {
  const { network, parameters, preparation, training } = model;
  const x = prepareFeatures(preparation, table);
  await using program = await backend.compile(network, parameters);
  const norms = await program.derivativeNorms(x);
  const logits = await program.forward(x);
  const unlabelled = { x, y: new Float64Array(x.rows) };
  const box = boxOf(x, BOX_MARGIN);
  const { bound, perLayer } = lipschitzBound(network, parameters, box);
  return {
    format: 'chainzrule/diagnosis@1',
    data,
    norms: { layer: normFigures(norms.layer), input: normFigures(norms.input) },
    training: trainingTailRatio(training),
    layerNorms: Array.from(await layerNorms(backend, network, parameters, unlabelled), finite),
    lipschitz: {
      bound: finite(bound),
      perLayer: Array.from(perLayer, finite),
      largestSampledSlope: finite(norms.input.reduce((largest, norm) => Math.max(largest, norm), 0)),
    },
    certified: network.head.type === 'regression' ? null : certified(model, x, logits, box, radius),
  };
}

function certified(
  { network, parameters }: ModelFile,
  x: Matrix,
  logits: Matrix,
  box: ReturnType<typeof boxOf>,
  radius: number,
): NonNullable<Diagnosis['certified']> {
  const radii = certifiedRadius({ network, parameters, x, logits, box }).sort();
  const share = radii.filter((value) => value >= radius).length / radii.length;
  return { radius, share, median: radii[Math.floor(radii.length / 2)]! };
}

/** The tail ratios that `train` wrote into the model file. */
function trainingTailRatio(training: ModelFile['training']): Diagnosis['training'] {
  const tested = training['tested'];
  const ratios =
    typeof tested === 'object' && tested !== null && !Array.isArray(tested)
      ? (tested as Record<string, unknown>)['tailRatio']
      : undefined;
  if (typeof ratios !== 'object' || ratios === null) return null;
  const { layer, input } = ratios as Record<string, unknown>;
  const figure = (value: unknown): Figure => (typeof value === 'number' ? value : null);
  return { layer: figure(layer), input: figure(input) };
}
