import type { Figure } from '@chainzrule/core';
import { axisFx, barY, gridY, ruleY, text } from '@observablehq/plot';
import { chart, SERIES } from '../chart.ts';
import type { Markup } from '../markup.ts';
import { number } from '../numbers.ts';

/** ‖diag(D_l) W_lᵀ‖_F of every layer, networks beside each other. `norms`: [networks][layers]. */
export function layerNormsChart(norms: readonly (readonly Figure[])[]): Markup {
  const bars = norms.flatMap((layers, network) =>
    layers.map((value, layer) => ({ network, layer: layer + 1, value: value ?? 0, shown: number(value) })),
  );
  const place = { fx: 'layer', x: 'network', y: 'value' };
  return chart('Derivative norm of each layer', {
    fx: { label: 'hidden layer', padding: 0.2 },
    x: { axis: null, padding: 0.12 },
    y: { label: '↑ norm', ticks: 5, zero: true, insetTop: 14 },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisFx({ anchor: 'bottom', label: 'hidden layer', tickSize: 0 }),
      norms.map((_, network) =>
        barY(
          bars.filter((bar) => bar.network === network),
          { ...place, fill: SERIES[network % SERIES.length]!, rx: 3 },
        ),
      ),
      // Beyond a few bars their numbers would run into each other; the table has them.
      bars.length <= 12 ? text(bars, { ...place, text: 'shown', dy: -8, fill: 'var(--ink)' }) : [],
      ruleY([0], { stroke: 'var(--soft)' }),
    ],
  });
}
