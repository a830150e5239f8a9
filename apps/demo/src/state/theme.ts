import { computed, effect, signal } from '@preact/signals';

const KEY = 'chainzrule theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const system = signal(dark.matches ? 'dark' : 'light');
const chosen = signal<string | null>(stored());

/** The theme in force: the visitor's choice, or the system's. */
export const theme = computed<'light' | 'dark'>(() => ((chosen.value ?? system.value) === 'dark' ? 'dark' : 'light'));

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, chosen.value);
  } catch {
    // A page that may store nothing forgets the choice; nothing else depends on it.
  }
}

/** Puts the theme on the document and follows the system's. */
export function followTheme(): void {
  dark.addEventListener('change', ({ matches }) => {
    system.value = matches ? 'dark' : 'light';
  });
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
