import { signal } from '@preact/signals';
import { Choice, Segments } from '../page/choice.tsx';
import { Slider } from '../page/slider.tsx';
import { changeLook, look } from '../state/store.ts';
import { DATA_SET_STARTS } from './data-set-starts.ts';
import { DATA_SETS } from './data-sets.ts';
import { ACTIVATIONS, DEFAULT_LOOK, PENALTIES, SCHEDULES } from './look-settings.ts';

/** The class that a click adds. */
export const addedClass = signal<0 | 1>(0);

/** λ runs from 10⁻⁴ to 1 over the slider, which stands on a logarithmic scale; its left end is 0. */
const LAMBDA_DECADES = { from: -4, to: 0 } as const;

const lambdaOf = (position: number): number =>
  position <= LAMBDA_DECADES.from - 0.05 ? 0 : Number((10 ** position).toPrecision(2));
const positionOf = (lambda: number): number =>
  lambda > 0 ? Math.max(Math.log10(lambda), LAMBDA_DECADES.from) : LAMBDA_DECADES.from - 0.1;

const ACTIVATION_TITLES = {
  cubic: 'cubic, learnt',
  relu: 'ReLU',
  tanh: 'tanh',
  gelu: 'GELU',
  silu: 'SiLU',
  softplus: 'softplus',
};
const PENALTY_TITLES = {
  local: 'local, layer by layer',
  accumulated: 'accumulated, end to end',
  activation: 'activation, φ′ alone',
  none: 'none',
};
const SCHEDULE_TITLES = {
  constant: 'constant',
  falling: 'falling to λ/100',
  rising: 'rising from λ/100',
  cosine: 'cosine to λ/100',
  controlled: 'follows τ, from λ',
};

/** Everything of the Look view that can be changed. */
export function LookControls() {
  const { dataSet, points, noise, labelNoise, activation, penalty, lambda, schedule, target, seed, added } = look.value;
  return (
    <section class="controls" aria-label="Settings">
      <div class="group">
        <h2>Penalty</h2>
        <Slider
          label="λ, its strength"
          value={positionOf(lambda)}
          min={LAMBDA_DECADES.from - 0.1}
          max={LAMBDA_DECADES.to}
          step={0.1}
          text={lambda === 0 ? '0' : String(lambda)}
          onChange={(position) => changeLook({ lambda: lambdaOf(position) })}
        />
        <Choice
          label="λ over the run"
          value={schedule}
          options={SCHEDULES}
          titles={SCHEDULE_TITLES}
          onChange={(value) => changeLook({ schedule: value })}
        />
        {schedule === 'controlled' && (
          <Slider
            label="τ of the layers to reach"
            value={target}
            min={1}
            max={2}
            step={0.01}
            text={target.toFixed(2)}
            onChange={(value) => changeLook({ target: value })}
          />
        )}
        <Choice
          label="What is penalised"
          value={penalty}
          options={PENALTIES}
          titles={PENALTY_TITLES}
          onChange={(value) => changeLook({ penalty: value })}
        />
        <Choice
          label="Activation"
          value={activation}
          options={ACTIVATIONS}
          titles={ACTIVATION_TITLES}
          onChange={(value) => changeLook({ activation: value })}
        />
      </div>
      <div class="group">
        <h2>Data</h2>
        <Segments
          label="Shape"
          name="data-set"
          value={dataSet}
          options={DATA_SETS}
          onChange={(value) => changeLook({ dataSet: value, ...DATA_SET_STARTS[value] })}
        />
        <Slider
          label="Noise"
          value={noise}
          min={0}
          max={0.6}
          step={0.01}
          text={noise.toFixed(2)}
          onChange={(value) => changeLook({ noise: value })}
        />
        <Slider
          label="Wrong labels"
          value={labelNoise}
          min={0}
          max={0.4}
          step={0.01}
          text={`${Math.round(100 * labelNoise)} %`}
          onChange={(value) => changeLook({ labelNoise: value })}
        />
        <Slider
          label="Points"
          value={points}
          min={20}
          max={400}
          step={10}
          text={String(points)}
          onChange={(value) => changeLook({ points: value })}
        />
        <div class="add-points">
          <Segments
            label="A click on a map adds"
            name="added-class"
            value={addedClass.value === 0 ? 'blue' : 'orange'}
            options={['blue', 'orange']}
            titles={{ blue: '● blue', orange: '◆ orange' }}
            onChange={(value) => (addedClass.value = value === 'blue' ? 0 : 1)}
          />
          <button type="button" class="quiet" disabled={added.length === 0} onClick={() => changeLook({ added: [] })}>
            Remove {added.length} added
          </button>
        </div>
        <label class="choice">
          <span class="field-label">Seed</span>
          <input
            type="number"
            min={0}
            max={9999}
            value={seed}
            onChange={(event) => {
              const value = Math.trunc(Number(event.currentTarget.value));
              changeLook({ seed: value >= 0 && value <= 9999 ? value : DEFAULT_LOOK.seed });
            }}
          />
        </label>
      </div>
    </section>
  );
}
