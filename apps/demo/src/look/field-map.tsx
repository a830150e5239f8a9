import { useEffect, useRef, useState } from 'preact/hooks';
import { strokeContour } from '../charts/contour.ts';
import { bandColours, type Colour, PALETTES, type Palette } from '../charts/palette.ts';
import { theme } from '../state/theme.ts';
import { EXTENT } from './data-sets.ts';
import { GRID } from './look-frame.ts';

interface FieldMapProps {
  /** Names the map for readers of the screen. */
  readonly label: string;
  /** [GRID²] values in [0, limit], row by row from the lower left corner; absent before the first frame. */
  readonly field: Float32Array | undefined;
  readonly kind: 'probability' | 'gradient';
  readonly limit: number;
  readonly points?: { readonly x: Float64Array; readonly y: Float64Array } | undefined;
  /** Called with a place that was clicked, or chosen with arrow keys and Enter. */
  readonly onPlace?: ((x: number, y: number) => void) | undefined;
}

/** Side of the coloured picture, before the browser scales it to the canvas. */
const FINE = 4 * GRID;
/** Side of the canvas in its own pixels. */
const SIDE = 8 * GRID;
/** How far an arrow key moves the cursor. */
const STRIDE = 0.1;

/** A function of the plane as a coloured square, with the decision line and the points on it. */
export function FieldMap({ label, field, kind, limit, points, onPlace }: FieldMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<readonly [number, number] | undefined>(undefined);
  const palette = PALETTES[theme.value];

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || field === undefined) return;
    drawField(context, field, kind, limit, palette);
    if (points !== undefined) drawPoints(context, points, palette);
    if (cursor !== undefined) drawCursor(context, cursor, palette);
  }, [field, kind, limit, points, palette, cursor]);

  if (onPlace === undefined)
    return <canvas class="map" ref={canvas} width={SIDE} height={SIDE} role="img" aria-label={label} />;

  const onClick = (event: MouseEvent): void => {
    const { left, top, width, height } = canvas.current!.getBoundingClientRect();
    const [u, v] = [(event.clientX - left) / width, (event.clientY - top) / height];
    onPlace(EXTENT * (2 * u - 1), EXTENT * (1 - 2 * v));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [x, y] = cursor ?? [0, 0];
    const move = ARROWS[event.key];
    if (move !== undefined) setCursor([clamp(x + STRIDE * move[0]), clamp(y + STRIDE * move[1])]);
    else if (event.key === 'Enter' || event.key === ' ') onPlace(x, y);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the canvas takes clicks and keys itself, which is what the role says
    <canvas
      class="map map-editable"
      ref={canvas}
      width={SIDE}
      height={SIDE}
      role="application"
      aria-label={`${label}. Click to add a point; with the keyboard, arrow keys move a cursor and Enter adds one.`}
      tabIndex={0}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(undefined)}
    />
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const clamp = (value: number): number => Math.min(Math.max(value, -EXTENT), EXTENT);
const toPixel = (value: number): number => (SIDE * (value / EXTENT + 1)) / 2;

let fineCanvas: HTMLCanvasElement | undefined;

/** Interpolates the field linearly to FINE² pixels and colours each by its band; row 0 is the uppermost. */
function paintBands(field: Float32Array, limit: number, bands: readonly Colour[], bytes: Uint8ClampedArray): void {
  const scale = bands.length / limit;
  for (let row = 0; row < FINE; row++) {
    const v = cellPlace(FINE - 1 - row);
    const [lower, upper] = [v.cell * GRID, (v.cell + 1) * GRID];
    for (let column = 0; column < FINE; column++) {
      const { cell, part } = cellPlace(column);
      const below = (1 - part) * field[lower + cell]! + part * field[lower + cell + 1]!;
      const above = (1 - part) * field[upper + cell]! + part * field[upper + cell + 1]!;
      const band = Math.trunc(((1 - v.part) * below + v.part * above) * scale);
      const colour = bands[Math.min(Math.max(band, 0), bands.length - 1)]!;
      const offset = 4 * (row * FINE + column);
      bytes[offset] = colour[0];
      bytes[offset + 1] = colour[1];
      bytes[offset + 2] = colour[2];
      bytes[offset + 3] = 255;
    }
  }
}

/** Between which two cells' centres a fine pixel lies, and how far along; at the rim the last slope goes on. */
const PLACES = Array.from({ length: FINE }, (_, pixel) => {
  const place = ((pixel + 0.5) * GRID) / FINE - 0.5;
  const cell = Math.min(Math.max(Math.floor(place), 0), GRID - 2);
  return { cell, part: place - cell };
});
const cellPlace = (pixel: number): (typeof PLACES)[number] => PLACES[pixel]!;

function drawField(
  context: CanvasRenderingContext2D,
  field: Float32Array,
  kind: FieldMapProps['kind'],
  limit: number,
  palette: Palette,
): void {
  const fine = (fineCanvas ??= Object.assign(document.createElement('canvas'), { width: FINE, height: FINE }));
  const bands = bandColours(kind === 'probability' ? palette.diverging : palette.sequential);
  const pixels = new ImageData(FINE, FINE);
  paintBands(field, limit, bands, pixels.data);
  fine.getContext('2d')!.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(fine, 0, 0, SIDE, SIDE);
  if (kind !== 'probability') return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 3;
  context.lineCap = 'round';
  strokeContour(context, field, GRID, 0.5, SIDE);
}

/** Class 0 as discs, class 1 as diamonds. */
function drawPoints(
  context: CanvasRenderingContext2D,
  { x, y }: { x: Float64Array; y: Float64Array },
  palette: Palette,
): void {
  context.lineWidth = 2;
  context.strokeStyle = palette.paper;
  for (let i = 0; i < y.length; i++) {
    const [u, v] = [toPixel(x[2 * i]!), SIDE - toPixel(x[2 * i + 1]!)];
    context.fillStyle = palette.classes[y[i] === 1 ? 1 : 0];
    context.beginPath();
    if (y[i] === 1) {
      context.moveTo(u, v - 8);
      context.lineTo(u + 8, v);
      context.lineTo(u, v + 8);
      context.lineTo(u - 8, v);
      context.closePath();
    } else context.arc(u, v, 6.5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

function drawCursor(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], palette: Palette): void {
  const [u, v] = [toPixel(x), SIDE - toPixel(y)];
  context.strokeStyle = palette.ink;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(u - 18, v);
  context.lineTo(u + 18, v);
  context.moveTo(u, v - 18);
  context.lineTo(u, v + 18);
  context.stroke();
}
