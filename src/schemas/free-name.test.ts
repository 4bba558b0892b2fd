import { expect, it } from "vitest";
import { freeName } from "./free-name.ts";

const takenIn = (names: string[]) => (name: string) => names.includes(name);

it("a free name stays as it is; a taken one gets the first number that is free", async () => {
  expect(await freeName("Ada", takenIn([]), { longest: 5 })).toBe("Ada");
  expect(await freeName("Ada", takenIn(["Ada", "Ada 2"]), { longest: 50 })).toBe("Ada 3");
  expect(await freeName("Ada", async () => false, { longest: 50, from: 2 })).toBe("Ada 2");
});

it("is cut so that its ending has room, without a space before that", async () => {
  expect(await freeName("four score", takenIn(["four score"]), { longest: 7 })).toBe("four 2");
  const ending = (number: number) => `_${number}`;
  expect(await freeName("roll_dice", takenIn(["roll_di_2"]), { longest: 9, from: 2, ending })).toBe(
    "roll_di_3",
  );
});
