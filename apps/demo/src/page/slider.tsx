interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** How the value is shown. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

/** A labelled slider with its value beside it. */
export function Slider({ label, value, min, max, step, text, onChange }: SliderProps) {
  return (
    <label class="slider">
      <span class="field-label">{label}</span>
      {/* The input says the same to readers of the screen; an output here would take the label from it. */}
      <span class="slider-value number" aria-hidden="true">
        {text}
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  );
}
