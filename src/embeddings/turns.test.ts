import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

it("lets owners take turns, and keeps each one's order", async () => {
  const turns = new Turns(1);
  const order: string[] = [];
  const work = (owner: string, name: string) =>
    turns.run(owner, async () => {
      order.push(name);
      await Promise.resolve();
    });
  await Promise.all([
    ...["a1", "a2", "a3", "a4"].map((name) => work("a", name)),
    ...["b1", "b2"].map((name) => work("b", name)),
  ]);
  expect(order).toEqual(["a1", "a2", "b1", "a3", "b2", "a4"]);
});

it("has no more under way than it may, and goes on after a failure", async () => {
  const turns = new Turns(2);
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 10 }, (_, nth) =>
    turns.run(`owner ${nth % 3}`, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      if (nth === 4) throw new Error("the fifth");
    }),
  );
  const ends = await Promise.allSettled(works);
  expect(most).toBe(2);
  expect(ends.filter(({ status }) => status === "rejected")).toHaveLength(1);
});
