/**
 * Draws the line where a field [side²] (row by row from the lower left corner) crosses a level, by marching squares with linear
 * interpolation along the cells' edges. `size`: pixels of the square canvas, y downwards.
 */
export function strokeContour(
  context: CanvasRenderingContext2D,
  field: ArrayLike<number>,
  side: number,
  level: number,
  size: number,
): void {
  const pixel = size / side;
  const at = (column: number, row: number): number => field[row * side + column]! - level;
  const point = (column: number, row: number): readonly [number, number] => [
    (column + 0.5) * pixel,
    size - (row + 0.5) * pixel,
  ];
  context.beginPath();
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const;
      const crossings: (readonly [number, number])[] = [];
      for (let edge = 0; edge < 4; edge++) {
        const [from, to] = [corners[edge]!, corners[(edge + 1) % 4]!];
        const [a, b] = [at(...from), at(...to)];
        if (a > 0 === b > 0) continue;
        const t = a / (a - b);
        crossings.push(point(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])));
      }
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        context.moveTo(...crossings[i]!);
        context.lineTo(...crossings[i + 1]!);
      }
    }
  }
  context.stroke();
}
