import { expect, it } from "vitest";
import { mean, measure } from "./measures.ts";

it("tells shares, whole questions and the place of the first piece", () => {
  const one = measure(["x", "a", "y", "z", "w", "b"], ["a", "b"]);
  expect(one).toEqual({
    questions: 1,
    share: { 1: 0, 5: 0.5, 10: 1 },
    all: { 1: 0, 5: 0, 10: 1 },
    mrr: 0.5,
  });
  const none = measure([], ["a"]);
  expect(none.mrr).toBe(0);
  expect(mean([one, none])).toMatchObject({ questions: 2, share: { 10: 0.5 }, all: { 10: 0.5 }, mrr: 0.25 });
  expect(mean([mean([one, none]), one]).mrr).toBeCloseTo(1 / 3);
});
