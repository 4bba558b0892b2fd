import { expect, it } from "vitest";
import { blockSchema } from "../schemas/index.ts";
import { findTemplateProblem } from "./template-problem.ts";

const memory = {
  human: blockSchema.parse({ id: "block-1", label: "human", value: "Name: Ada" }),
};
const problemOf = (prompt_template: string) => findTemplateProblem({ memory, prompt_template });

it("a template that can be used has no problem", async () => {
  expect(await problemOf("{% for block in memory.values() %}\n{{ block.value }}\n{% endfor %}")).toBeNull();
  expect(await problemOf("")).toBeNull();
});

it("a broken one is told with the line where it breaks", async () => {
  expect(await problemOf("One\n{{ memory.human.value }\nthree")).toMatchObject({ line: 2 });
  expect(await problemOf("{{ memory.human.value }}\n{% sing %}\nthree")).toMatchObject({
    line: 2,
    message: expect.stringContaining("sing"),
  });
});

it("a block without its end is told by its own line, not by one that has an end", async () => {
  const closed = "{% for block in memory.values() %}\n{{ block.value }}\n{% endfor %}\n";
  expect(await problemOf(`${closed}{% if memory %}\nmore\nand more`)).toEqual({
    line: 4,
    message: expect.stringContaining("not closed"),
  });
});

it("what can be read but not run is told too", async () => {
  expect(await problemOf("One\n{{ memory.human.value | shout }}\nthree")).toMatchObject({
    line: 2,
    message: expect.stringContaining("shout"),
  });
});
