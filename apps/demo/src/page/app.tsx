import { BackendsView } from '../backends/backends-view.tsx';
import { LookView } from '../look/look-view.tsx';
import { VIEWS, type ViewName } from '../state/address.ts';
import { addressOf, backend, view } from '../state/store.ts';
import { theme, toggleTheme } from '../state/theme.ts';
import { UseView } from '../use/use-view.tsx';

const TITLES: Readonly<Record<ViewName, string>> = { look: 'Look', use: 'Use', backends: 'Backends' };

/** The whole page: a bar with the views, and the view that is chosen. */
export function App() {
  const current = view.value;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <span class="wordmark">
          chainz<b>rule</b>
        </span>
        <nav aria-label="Views">
          {VIEWS.map((name) => (
            <a key={name} href={addressOf(name)} aria-current={name === current ? 'page' : undefined}>
              {TITLES[name]}
            </a>
          ))}
        </nav>
        <a class="backend-chip" href={addressOf('backends')} aria-label={`Backend: ${backend.value}. Choose another`}>
          {backend.value}
        </a>
        <button
          type="button"
          class="quiet theme"
          onClick={toggleTheme}
          aria-label={`Switch to the ${theme.value === 'dark' ? 'light' : 'dark'} theme`}
        >
          {theme.value === 'dark' ? '☀' : '☾'}
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        {current === 'look' && <LookView />}
        {current === 'use' && <UseView />}
        {current === 'backends' && <BackendsView />}
      </main>
      <footer class="foot">Everything is computed in this page; nothing you load leaves it.</footer>
    </>
  );
}
