import type { ComponentChildren } from 'preact';

interface RunBarProps {
  /** Names the progress for readers of the screen. */
  readonly label: string;
  readonly running: boolean;
  /** What the button says while nothing runs. */
  readonly startTitle: string;
  readonly disabled?: boolean | undefined;
  readonly value: number;
  readonly max: number;
  readonly text: string;
  /** Marks the text, for tests. */
  readonly figure: string;
  readonly onStart: () => void;
  readonly onStop: () => void;
  /** More buttons beside the first. */
  readonly children?: ComponentChildren;
}

/** Start or stop, how far it is, and in words. */
export function RunBar(props: RunBarProps) {
  const { label, running, startTitle, disabled = false, value, max, text, figure, onStart, onStop, children } = props;
  return (
    <div class="run-bar">
      <button type="button" class="primary" disabled={disabled && !running} onClick={running ? onStop : onStart}>
        {running ? 'Stop' : startTitle}
      </button>
      {children}
      <progress max={max} value={value} aria-label={label} />
      <span class="number muted" data-figure={figure}>
        {text}
      </span>
    </div>
  );
}
