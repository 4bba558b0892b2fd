import { expect, it } from "vitest";
import { FollowQueue } from "./follow-queue.ts";

it("looks again for each who asks, one look after the other", async () => {
  const queue = new FollowQueue();
  const seen: string[] = [];
  const look = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(`${name} ends`);
  };
  const both = Promise.all([queue.follow(look("one")), queue.follow(look("two"))]);
  expect(queue.busy).toBe(true);
  await both;
  expect(seen).toEqual(["one begins", "one ends", "two begins", "two ends"]);
  expect(queue.busy).toBe(false);
});

it("tells only the one whose look failed", async () => {
  const queue = new FollowQueue();
  const failed = queue.follow(() => Promise.reject(new Error("no")));
  const next = queue.follow(async () => {});
  await expect(failed).rejects.toThrow("no");
  await expect(next).resolves.toBeUndefined();
});
