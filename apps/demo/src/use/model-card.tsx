import { FileDrop } from '../page/file-drop.tsx';
import { Problem } from '../page/problem.tsx';
import { SCORE_TITLES, scoreText } from './score-text.ts';
import {
  busy,
  downloadModel,
  downloadPredictions,
  hasModel,
  model,
  openModel,
  predict,
  prediction,
  problems,
  report,
} from './use-controller.ts';

/** Last step: take the model along, bring one back, and predict other rows. */
export function ModelCard() {
  const loaded = model.value;
  return (
    <section class="card" aria-labelledby="use-model">
      <h2 id="use-model">
        <span class="step-number">{report.value === undefined ? 3 : 4}</span> The model
      </h2>
      <div class="drop-row">
        <FileDrop
          label="Load a model file"
          hint="model.safetensors or model.onnx, of this page or of the command line"
          accept=".safetensors,.onnx"
          busy={busy.value === 'model'}
          onFile={openModel}
        />
        <div class="buttons">
          <button
            type="button"
            disabled={!hasModel.value || busy.value === 'files'}
            onClick={() => downloadModel('safetensors')}
          >
            Download model.safetensors
          </button>
          <button
            type="button"
            disabled={!hasModel.value || busy.value === 'files'}
            onClick={() => downloadModel('onnx')}
          >
            Download model.onnx
          </button>
        </div>
      </div>
      <Problem message={problems.value.model} />
      {loaded !== undefined && (
        <p>
          <b>{loaded.name}</b>{' '}
          <span class="muted">
            predicts “{loaded.target}”{loaded.classes.length > 0 && ` (${loaded.classes.slice(0, 8).join(', ')})`} from{' '}
            {loaded.columns.length} columns · {loaded.layers}
          </span>
        </p>
      )}
      {hasModel.value && (
        <>
          <FileDrop
            label="Predict the rows of a CSV file"
            hint={
              loaded === undefined
                ? 'with the network that was just trained'
                : `with columns ${loaded.columns.slice(0, 12).join(', ')}${loaded.columns.length > 12 ? ', …' : ''}`
            }
            accept=".csv,.tsv,.txt,text/csv"
            busy={busy.value === 'prediction'}
            onFile={predict}
          />
          <Problem message={problems.value.prediction} />
          <Prediction />
        </>
      )}
    </section>
  );
}

const SHOWN = 6;

function Prediction() {
  const done = prediction.value;
  if (done === undefined) return null;
  const scores = Object.entries(done.scores ?? {}).slice(0, 3);
  return (
    <div class="prediction" data-figure="prediction">
      <p>
        <b>{done.rows.toLocaleString('en')} rows</b> of {done.name}
        {scores.map(([metric, value]) => ` · ${SCORE_TITLES[metric]?.title ?? metric} ${scoreText(metric, value)}`)}
        <span class="muted">
          {' '}
          · τ input {done.norms.input.ratio?.toFixed(3) ?? '–'}, layer {done.norms.layer.ratio?.toFixed(3) ?? '–'}
          {done.unused.length > 0 && ` · not used: ${done.unused.join(', ')}`}
        </span>
      </p>
      <pre>
        {done.csv
          .split('\n', SHOWN)
          .map((line) => line.slice(0, 120))
          .join('\n')}
        {done.rows >= SHOWN && '\n…'}
      </pre>
      <button type="button" onClick={downloadPredictions}>
        Download predictions.csv
      </button>
    </div>
  );
}
