import { backend } from '../state/store.ts';
import { BACKENDS, type BackendChoice } from './backend-list.ts';
import { choose, opened, opening, refused } from './backends-controller.ts';
import { JudgeCard } from './judge-card.tsx';

/** What computes, and how far the backends agree on this machine. */
export function BackendsView() {
  return (
    <div class="backends">
      <div class="lead">
        <h1>One network, seven ways to compute it</h1>
        <p>
          A network is a document; a backend turns it into a program. The mathematics is written once, so every backend
          takes the same steps, and each can be judged against the float64 reference. Its runtime is loaded when it is
          chosen.
        </p>
      </div>
      <section class="card" aria-labelledby="backends-pick">
        <h2 id="backends-pick">What this page computes with</h2>
        <fieldset class="backend-list">
          <legend class="muted small">Look and Use train with the backend that is chosen here.</legend>
          {BACKENDS.map((choice) => (
            <BackendRow key={choice.name} choice={choice} />
          ))}
        </fieldset>
      </section>
      <JudgeCard />
    </div>
  );
}

function BackendRow({ choice: { name, title, note } }: { readonly choice: BackendChoice }) {
  const facts = opened.value[name];
  const reason = refused.value[name];
  const isOpening = opening.value === name;
  return (
    <label class="backend-row">
      <input
        type="radio"
        name="backend"
        checked={(opening.value ?? backend.value) === name}
        onChange={() => {
          choose(name);
        }}
      />
      <span>
        <b>{title}</b> <code>{name}</code>
        <br />
        <span class="muted small">{note}</span>
        {(isOpening || facts !== undefined || reason !== undefined) && (
          <span
            class={reason === undefined ? 'device small' : 'device refused small'}
            role={reason === undefined ? 'status' : 'alert'}
          >
            {isOpening ? 'loading …' : (reason ?? facts!.device)}
          </span>
        )}
      </span>
    </label>
  );
}
