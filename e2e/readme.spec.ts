/** The README's examples are run as they stand, in one go, as if typed into the console. */
import { readFileSync } from "node:fs";
import { expect, test } from "./support/fixtures.ts";

const examples = [...readFileSync("README.md", "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code]) => code,
);

test("the README's examples work", async ({ app }) => {
  await app.open();
  const outcome = await app.page.evaluate<{ human: string; found: string; model: string }>(`(async () => {
    ${examples.join("\n")}
    const { llm_config } = await client.getAgent(agent.id);
    return { human: memory.memory.human.value, found: found[0].passage.text, model: llm_config.model };
  })()`);
  expect(outcome).toEqual({
    human: expect.stringContaining("Darjeeling"),
    found: "The cellar key hangs behind the clock.",
    model: "model-name",
  });
});
