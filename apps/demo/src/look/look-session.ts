import {
  accuracy,
  type BackendV1,
  type Batch,
  classProbabilities,
  type FitSettings,
  fail,
  fitSettings,
  logLoss,
  type Matrix,
  plainTwin,
  predictedClasses,
  tailRatio,
} from '@chainzrule/core';
import { breathe } from '../worker/breathe.ts';
import type { CallContext } from '../worker/protocol.ts';
import { EXTENT, type PointSet, samplePoints } from './data-sets.ts';
import { LambdaPath } from './lambda-path.ts';
import { LiveNetwork } from './live-network.ts';
import { GRID, type LookFrame, type LookOrder, type NetworkFrame, STEPS, STEPS_PER_FRAME } from './look-frame.ts';
import type { LookSettings } from './look-settings.ts';
import { RowDealer } from './row-dealer.ts';

const BATCH = 32;
const TEST_POINTS = 400;
const BINARY = { type: 'binary' } as const;

/** The two networks of the Look view, trained side by side for as long as the page keeps the session open. */
export class LookSession {
  readonly #loadBackend: (name: string) => Promise<BackendV1>;
  readonly #context: CallContext<LookFrame, LookOrder>;
  #order: LookOrder;
  #networks: readonly [LiveNetwork, LiveNetwork] | undefined;
  #built = '';
  #step = 0;
  #dealer = new RowDealer(0);
  #lambda = new LambdaPath();

  constructor(
    order: LookOrder,
    context: CallContext<LookFrame, LookOrder>,
    loadBackend: (name: string) => Promise<BackendV1>,
  ) {
    this.#order = order;
    this.#context = context;
    this.#loadBackend = loadBackend;
  }

  /** Follows the page's orders until it closes the session. @throws ChainzRuleError as backends do, `DIVERGED`. */
  async run(): Promise<void> {
    const context = this.#context;
    try {
      while (!context.signal.aborted) {
        this.#order = context.latestUpdate() ?? this.#order;
        await this.#rebuild();
        const points = trainingPoints(this.#order.settings);
        if (this.#order.running && this.#step < STEPS) await this.#train(points);
        context.emit(await this.#frame(points));
        if (this.#order.running && this.#step < STEPS) await breathe();
        else await context.nextUpdate();
      }
    } finally {
      await this.#dispose();
    }
  }

  /** Starts both networks afresh where something changed that training cannot follow. */
  async #rebuild(): Promise<void> {
    const { settings, backend, run } = this.#order;
    const { dataSet, activation, penalty, seed } = settings;
    const wanted = JSON.stringify([run, backend, dataSet, activation, penalty, seed]);
    if (wanted === this.#built) return;
    await this.#dispose();
    const engine = await this.#loadBackend(backend);
    const fit = networkSettings(settings);
    this.#networks = [
      await LiveNetwork.create(engine, plainTwin(fit, 'relu'), settings.points),
      await LiveNetwork.create(engine, fit, settings.points),
    ];
    this.#step = 0;
    this.#dealer = new RowDealer(seed);
    this.#lambda = new LambdaPath();
    this.#built = wanted;
  }

  async #train({ x, y }: PointSet): Promise<void> {
    const batch: Batch = { x: matrix(x), y };
    const size = Math.min(BATCH, y.length);
    const count = Math.min(STEPS_PER_FRAME, STEPS - this.#step);
    const rows = this.#dealer.deal(y.length, count * size);
    const [plain, controlled] = this.#networks!;
    await plain.train(batch, rows, size, this.#step, STEPS, 0);
    if (this.#step > 0) await this.#steer(controlled, batch.x);
    await controlled.train(batch, rows, size, this.#step, STEPS, this.#lambda.schedule(this.#order.settings));
    this.#step += count;
  }

  /** Tells the closed loop, where there is one, how steep the network is on the training points. */
  async #steer(network: LiveNetwork, x: Matrix): Promise<void> {
    const { settings } = this.#order;
    if (settings.schedule !== 'controlled') return;
    this.#lambda.observe(settings, tailRatio((await network.look(x)).layer).ratio);
  }

  async #frame(points: PointSet): Promise<LookFrame> {
    const { settings, run } = this.#order;
    const test = samplePoints({ ...settings, labelNoise: 0, points: TEST_POINTS }, 'test');
    const [plain, controlled] = this.#networks!;
    const lambda = this.#lambda.value(settings, this.#step);
    return {
      run,
      step: this.#step,
      lambda,
      ...points,
      plain: await networkFrame('the plain network', plain, points, test),
      controlled: await networkFrame('the controlled network', controlled, points, test),
    };
  }

  async #dispose(): Promise<void> {
    for (const network of this.#networks ?? []) await network[Symbol.asyncDispose]();
    this.#networks = undefined;
  }
}

/** The document's settings of the controlled network; the plain one is its `plainTwin`. */
function networkSettings({ activation, penalty, points, seed }: LookSettings): FitSettings {
  const epochs = Math.max(1, Math.round((STEPS * Math.min(BATCH, points)) / points));
  return fitSettings({
    layers: [32, 32],
    activation,
    penalty,
    lambda: 0,
    inputNoise: 0,
    learningRate: 1e-2,
    epochs,
    seed,
  });
}

function trainingPoints(settings: LookSettings): PointSet {
  const { x, y } = samplePoints(settings, 'train');
  const { added } = settings;
  return {
    x: Float64Array.from([...x, ...added.flatMap((point) => point.slice(0, 2))]),
    y: Float64Array.from([...y, ...added.map(([, , label]) => label)]),
  };
}

async function networkFrame(
  name: string,
  network: LiveNetwork,
  train: PointSet,
  test: PointSet,
): Promise<NetworkFrame> {
  const onGrid = await network.look(GRID_POINTS);
  const onTrain = await network.look(matrix(train.x));
  const onTest = await network.look(matrix(test.x));
  const broken = [onTrain, onTest].some(({ logits }) => !logits.every(Number.isFinite));
  if (broken) fail('DIVERGED', `${name} diverged: its outputs are no numbers any more; lower λ, or start again`);
  const input = tailRatio(onTest.norms);
  const score = ({ logits }: { logits: Float64Array }, { y }: PointSet): { loss: number; accuracy: number } => {
    const outputs = { data: logits, rows: y.length, cols: 1 };
    return {
      loss: logLoss(y, classProbabilities(BINARY, outputs)),
      accuracy: accuracy(y, predictedClasses(BINARY, outputs)),
    };
  };
  const [trained, tested] = [score(onTrain, train), score(onTest, test)];
  const gridLogits = { data: onGrid.logits, rows: onGrid.logits.length, cols: 1 };
  const probabilities = classProbabilities(BINARY, gridLogits).data;
  return {
    probability: Float32Array.from(onGrid.logits, (_, i) => probabilities[2 * i + 1]!),
    gradient: Float32Array.from(onGrid.norms),
    norms: onTest.norms,
    meanNorm: input.mean,
    p99Norm: input.p99,
    tailRatio: { input: input.ratio, layer: tailRatio(onTest.layer).ratio },
    trainLoss: trained.loss,
    testLoss: tested.loss,
    trainAccuracy: trained.accuracy,
    testAccuracy: tested.accuracy,
  };
}

const matrix = (data: Float64Array): Matrix => ({ data, rows: data.length / 2, cols: 2 });

/** Centres of the maps' cells, row by row from the lower left corner. */
const GRID_POINTS = matrix(
  Float64Array.from({ length: 2 * GRID * GRID }, (_, i) => {
    const cell = i % 2 === 0 ? (i / 2) % GRID : Math.floor(i / 2 / GRID);
    return EXTENT * ((2 * cell + 1) / GRID - 1);
  }),
);
