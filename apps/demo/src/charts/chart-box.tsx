import type { ComponentChildren } from 'preact';

interface ChartBoxProps {
  readonly title: string;
  readonly note: string;
  readonly children: ComponentChildren;
}

/** A chart with its title and how to read it. */
export function ChartBox({ title, note, children }: ChartBoxProps) {
  return (
    <figure class="chart-box">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="muted small">{note}</span>
      </figcaption>
      {children}
    </figure>
  );
}
