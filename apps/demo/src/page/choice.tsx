interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly value: Name;
  readonly options: readonly Name[];
  readonly titles?: Readonly<Record<Name, string>> | undefined;
  readonly onChange: (value: Name) => void;
}

/** A labelled list to pick one from. */
export function Choice<Name extends string>({ label, value, options, titles, onChange }: ChoiceProps<Name>) {
  return (
    <label class="choice">
      <span class="field-label">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Name)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {titles?.[option] ?? option}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SegmentsProps<Name extends string> extends ChoiceProps<Name> {
  readonly name: string;
}

/** A few options side by side, as radio buttons. */
export function Segments<Name extends string>({ label, name, value, options, titles, onChange }: SegmentsProps<Name>) {
  return (
    <fieldset class="segments">
      <legend class="field-label">{label}</legend>
      <div class="segments-row">
        {options.map((option) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
            <span>{titles?.[option] ?? option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
