/** A plane seen through a window: which part of it, how large, and what lies where. Pure. */

export interface Points {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** What of the plane is in the middle of the window, and pixels a unit. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

const MARGIN = 28;

/** All points, as large as they fit. */
export function wholeView({ x, y }: Points, { width, height }: Size): View {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    left = Math.min(left, x[i] as number);
    right = Math.max(right, x[i] as number);
    bottom = Math.min(bottom, y[i] as number);
    top = Math.max(top, y[i] as number);
  }
  if (left > right) return { x: 0, y: 0, scale: 1 };
  const scale = Math.min(
    Math.max(1, width - 2 * MARGIN) / Math.max(1e-6, right - left),
    Math.max(1, height - 2 * MARGIN) / Math.max(1e-6, top - bottom),
  );
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale: Math.min(scale, 1e6) };
}

export const toScreen = (view: View, { width, height }: Size, x: number, y: number): [number, number] => [
  width / 2 + (x - view.x) * view.scale,
  height / 2 - (y - view.y) * view.scale,
];

/** Larger or smaller, with what is under a place of the window staying there. */
export function zoomAt(view: View, { width, height }: Size, by: number, at: [number, number]): View {
  const scale = Math.min(1e7, Math.max(1e-3, view.scale * by));
  const [right, down] = [at[0] - width / 2, at[1] - height / 2];
  return {
    x: view.x + right / view.scale - right / scale,
    y: view.y - down / view.scale + down / scale,
    scale,
  };
}

/** Moved by pixels. */
export const moved = (view: View, right: number, down: number): View => ({
  ...view,
  x: view.x - right / view.scale,
  y: view.y + down / view.scale,
});

/** The point nearest to a place of the window, within so many pixels; null where there is none. */
export function nearest(
  points: Points,
  shown: (index: number) => boolean,
  view: View,
  size: Size,
  at: [number, number],
  within: number,
): number | null {
  let best: number | null = null;
  let least = within * within;
  for (let i = 0; i < points.x.length; i++) {
    const [x, y] = toScreen(view, size, points.x[i] as number, points.y[i] as number);
    const distance = (x - at[0]) ** 2 + (y - at[1]) ** 2;
    if (distance > least || !shown(i)) continue;
    least = distance;
    best = i;
  }
  return best;
}

/** The points in a part of the window. */
export function within(
  points: Points,
  shown: (index: number) => boolean,
  view: View,
  size: Size,
  box: Box,
): number[] {
  const inside: number[] = [];
  for (let i = 0; i < points.x.length; i++) {
    const [x, y] = toScreen(view, size, points.x[i] as number, points.y[i] as number);
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom && shown(i)) inside.push(i);
  }
  return inside;
}

/** Times in so many equal parts of what they span: the part of each, from 0. */
export function timeParts(
  times: ArrayLike<number>,
  parts: number,
): { of: Uint8Array; from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (let i = 0; i < times.length; i++) {
    from = Math.min(from, times[i] as number);
    to = Math.max(to, times[i] as number);
  }
  const span = Math.max(1, to - from);
  const of = Uint8Array.from({ length: times.length }, (_, i) =>
    Math.min(parts - 1, Math.floor((((times[i] as number) - from) / span) * parts)),
  );
  return { of, from, to };
}
