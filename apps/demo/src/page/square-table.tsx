import { TableScroll } from './table-scroll.tsx';

/** One cell: its text, and how it looks. */
export interface SquareCell {
  readonly text: string;
  readonly class?: string | undefined;
  readonly colour?: string | undefined;
}

interface SquareTableProps {
  readonly label: string;
  /** Of the rows and of the columns. */
  readonly names: readonly string[];
  readonly cell: (row: number, column: number) => SquareCell;
}

/** A table with the same names down and across. */
export function SquareTable({ label, names, cell }: SquareTableProps) {
  return (
    <TableScroll label={label}>
      <table class="square">
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {names.map((other, column) => {
                const { text, class: look = '', colour } = cell(row, column);
                return (
                  <td key={other} class={`number ${look}`} style={colour && { backgroundColor: colour }}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
