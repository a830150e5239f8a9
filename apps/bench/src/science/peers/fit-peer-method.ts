import type { Batch, Matrix } from '@chainzrule/core';
import type { PeerMethod } from '../methods/method.ts';
import { PythonPeers } from './python-peers.ts';

let peers: PythonPeers | undefined;

/** Trains a peer's configuration and predicts sets of rows: class probabilities of each. */
export async function fitPeerMethod(
  method: PeerMethod,
  configuration: Readonly<Record<string, number>>,
  classes: number,
  rows: Batch,
  sets: readonly Matrix[],
  seed: number,
): Promise<Matrix[]> {
  peers ??= new PythonPeers();
  const { probabilities } = await peers.ask<{ probabilities: number[][][] }>({
    model: method.model,
    parameters: configuration,
    seed,
    classes,
    x: nested(rows.x),
    y: [...(rows.y as Float64Array)],
    predict: sets.map(nested),
  });
  return probabilities.map((list) => ({ data: Float64Array.from(list.flat()), rows: list.length, cols: classes }));
}

function nested({ data, rows, cols }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * cols, (row + 1) * cols)]);
}
