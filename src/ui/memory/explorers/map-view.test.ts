import { expect, it } from "vitest";
import { moved, nearest, timeParts, toScreen, wholeView, within, zoomAt } from "./map-view.ts";

const POINTS = { x: [-1, 0, 3], y: [0, 2, -2] };
const SIZE = { width: 400, height: 300 };
const all = () => true;
const whole = { left: 0, top: 0, right: 400, bottom: 300 };

it("all points fit into the window, whatever its form", () => {
  for (const size of [SIZE, { width: 100, height: 900 }, { width: 900, height: 60 }]) {
    const box = { left: 0, top: 0, right: size.width, bottom: size.height };
    expect(within(POINTS, all, wholeView(POINTS, size), size, box)).toEqual([0, 1, 2]);
  }
  expect(wholeView({ x: [], y: [] }, SIZE).scale).toBe(1);
  expect(Number.isFinite(wholeView({ x: [1], y: [1] }, SIZE).scale)).toBe(true);
});

it("zooming keeps what is under the pointer, and moving moves it", () => {
  const view = wholeView(POINTS, SIZE);
  const at = toScreen(view, SIZE, 3, -2);
  const closer = zoomAt(view, SIZE, 4, at);
  expect(closer.scale).toBeCloseTo(view.scale * 4);
  const [x, y] = toScreen(closer, SIZE, 3, -2);
  expect([x, y]).toEqual([expect.closeTo(at[0]), expect.closeTo(at[1])]);
  const [rightX, rightY] = toScreen(moved(closer, 10, -7), SIZE, 3, -2);
  expect([rightX - x, rightY - y]).toEqual([expect.closeTo(10), expect.closeTo(-7)]);
});

it("the nearest point is found, hidden ones are not, and a box takes what lies in it", () => {
  const view = wholeView(POINTS, SIZE);
  const at = toScreen(view, SIZE, 0, 2);
  expect(nearest(POINTS, all, view, SIZE, [at[0] + 3, at[1] + 3], 10)).toBe(1);
  expect(nearest(POINTS, all, view, SIZE, [at[0] + 30, at[1] + 3], 10)).toBeNull();
  expect(nearest(POINTS, (index) => index !== 1, view, SIZE, at, 10)).toBeNull();
  expect(within(POINTS, (index) => index !== 1, view, SIZE, whole)).toEqual([0, 2]);
  expect(within(POINTS, all, view, SIZE, { ...whole, right: at[0] + 1 })).toEqual([0, 1]);
});

it("times are parted evenly", () => {
  expect([...timeParts([0, 10, 59, 60], 6).of]).toEqual([0, 1, 5, 5]);
  expect([...timeParts([7, 7], 6).of]).toEqual([0, 0]);
});
