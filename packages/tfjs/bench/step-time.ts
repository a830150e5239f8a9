import * as tf from '@tensorflow/tfjs';
import { createTfjsBackend, type DeviceName } from '../src/index.ts';
import { layersContestant, programContestant } from './contestants.ts';
import { interleave, kernelsPerStep, median, medianRatio, total } from './measure.ts';
import { SIZES } from './sizes.ts';

const devices = (process.env['DEVICES'] ?? 'cpu,wasm').split(',') as DeviceName[];
const names = (process.env['SIZES'] ?? 'small,small regression,big').split(',');
const rounds = Number(process.env['ROUNDS'] ?? 9);

tf.env().set('PROD', true);
for (const device of devices) {
  const backend = await createTfjsBackend({ device });
  await tf.setBackend(device);
  for (const size of SIZES.filter(({ name }) => names.includes(name))) {
    const contestants = [
      layersContestant(size),
      await programContestant(backend, size, 'cubic+dreg'),
      await programContestant(backend, size, 'relu'),
    ];
    const counts: ReadonlyMap<string, number>[] = [];
    for (const contestant of contestants) counts.push(await kernelsPerStep(contestant));
    const times = await interleave(contestants, rounds, size.name === 'big' ? 16 : 128);
    times.forEach((own, index) => {
      const [kernels, ratio] = [total(counts[index]!), medianRatio(own, times[0]!)];
      const text = `${device} ${size.name}: ${own.name}`.padEnd(48);
      process.stdout.write(
        `${text} ${String(kernels).padStart(4)} kernels (${(kernels / total(counts[0]!)).toFixed(2)}×)  ${median(own.times).toFixed(3).padStart(8)} ms  ${ratio.toFixed(2)}×\n`,
      );
      if (process.env['KERNELS'] === '1' && index > 0)
        process.stdout.write(`    ${[...counts[index]!].map(([name, count]) => `${name} ${count}`).join(', ')}\n`);
    });
    for (const contestant of contestants) await contestant[Symbol.asyncDispose]();
  }
}
