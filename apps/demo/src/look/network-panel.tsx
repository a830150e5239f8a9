import { changeLook, look } from '../state/store.ts';
import { FieldMap } from './field-map.tsx';
import { addedClass } from './look-controls.tsx';
import type { LookFrame } from './look-frame.ts';
import { MAX_ADDED } from './look-settings.ts';

interface NetworkPanelProps {
  readonly kind: 'plain' | 'controlled';
  readonly title: string;
  readonly subtitle: string;
  readonly frame: LookFrame | undefined;
  /** The steepness at which both gradient maps end. */
  readonly limit: number;
}

const percent = (share: number | undefined): string => (share === undefined ? '–' : `${(100 * share).toFixed(1)} %`);
const short = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value)
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value.toFixed(value >= 10 ? 1 : 2);

/** One network: where it decides what, how steep it is there, and its figures on fresh points. */
export function NetworkPanel({ kind, title, subtitle, frame, limit }: NetworkPanelProps) {
  const own = frame?.[kind];
  const addPoint = (x: number, y: number): void => {
    const { added } = look.value;
    if (added.length >= MAX_ADDED) return;
    const rounded = (value: number): number => Math.round(100 * value) / 100;
    changeLook({ added: [...added, [rounded(x), rounded(y), addedClass.value]] });
  };
  return (
    <section class={`panel panel-${kind}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p class="muted">{subtitle}</p>
      </header>
      <div class="maps">
        <figure>
          <FieldMap
            label={`Decision map, ${title}`}
            field={own?.probability}
            kind="probability"
            limit={1}
            points={frame}
            onPlace={addPoint}
          />
          <figcaption>Decision</figcaption>
        </figure>
        <figure>
          <FieldMap
            label={`Map of the gradient's norm, ${title}`}
            field={own?.gradient}
            kind="gradient"
            limit={limit}
          />
          <figcaption>Steepness ‖∂logit/∂x‖</figcaption>
        </figure>
      </div>
      <dl class="figures">
        <div>
          <dt>fresh points right</dt>
          <dd data-figure={`${kind}-test`}>{percent(own?.testAccuracy)}</dd>
        </div>
        <div>
          <dt>training points right</dt>
          <dd data-figure={`${kind}-train`}>{percent(own?.trainAccuracy)}</dd>
        </div>
        <div>
          <dt>mean steepness</dt>
          <dd>{short(own?.meanNorm)}</dd>
        </div>
        <div>
          <dt>steepest 1 %</dt>
          <dd data-figure={`${kind}-p99`}>{short(own?.p99Norm)}</dd>
        </div>
      </dl>
    </section>
  );
}
