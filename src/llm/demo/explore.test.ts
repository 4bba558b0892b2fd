import { readFileSync } from "node:fs";
import { it } from "vitest";
import { DEFAULT_HUMAN } from "../../engine/prompts/humans.ts";
import { createDemoProvider } from "./demo-provider.ts";
import { FakeEngine } from "./testing/fake-engine.ts";

it("explores", async () => {
  const engine = new FakeEngine(createDemoProvider(), { blocks: { human: DEFAULT_HUMAN.text } });
  for (const line of readFileSync("/tmp/lines.txt", "utf8").split("\n").filter(Boolean)) {
    if (line === "RESET") {
      engine.blocks.human = DEFAULT_HUMAN.text;
      continue;
    }
    const { steps, reply } = await engine.say(line.replaceAll("\\n", "\n"));
    console.log(`\n>>> ${line}`);
    for (const step of steps)
      if (step.name !== "send_message")
        console.log(`   [${step.thought}] ${step.name} ${JSON.stringify(step.args)}`);
    console.log(`<<< ${reply}`);
  }
  console.log("\nHUMAN:\n" + engine.blocks.human, "\nARCHIVE:", engine.archive);
});
