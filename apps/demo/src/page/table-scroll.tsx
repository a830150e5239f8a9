import type { ComponentChildren } from 'preact';

interface TableScrollProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A box in which a wide table scrolls sideways, by keyboard too. */
export function TableScroll({ label, children }: TableScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
