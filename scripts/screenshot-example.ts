/** The example the pictures show: one agent with some weeks behind it, tools, sources, and memories to look at. */
import { type App, scriptedConfig } from "../e2e/support/app.ts";
import { reply, type ScriptedLLM } from "../e2e/support/scripted-llm.ts";

export interface Example {
  agent: string;
  tool: string;
  source: string;
}

const MEMORIES = [
  "Ada's daughter Iben starts school in Tromsø in August and is nervous about it.",
  "Ada prefers trains to planes; the night train to Bodø is her favourite.",
  "The cabin at Kvaløya has no water in winter: bring two 20-litre cans.",
  "Ada's sourdough is called Gunnar. It is fed on Sundays.",
  "Allergic to hazelnuts, not to almonds.",
  "The report for the harbour board is due on the last Friday of each month.",
  "Her brother Nils sails a Colin Archer and is at sea from May to September.",
  "Ada reads in the evening: she liked Tove Jansson's The Summer Book most this year.",
  "Running plan: 5 km on Tuesdays and Saturdays, none when the pavement is icy.",
  "Ada's favourite tea is Darjeeling, first flush, without milk.",
  "The boiler was serviced in September; next time in two years.",
  "Cloudberries grow behind the cabin by the small lake. The place is a secret.",
];

const SCRIPT = [
  reply.call("core_memory_append", {
    inner_thoughts: "A name and a liking: both belong into core memory.",
    name: "human",
    content: "Her name is Ada. She loves cloudberries.",
    request_heartbeat: true,
  }),
  reply.say("Hello Ada. Cloudberries, then: I will remember that.", "Greet her, briefly."),
  reply.call("archival_memory_search", {
    inner_thoughts: "The cabin: I have notes about it in my archive.",
    query: "cabin in winter",
    request_heartbeat: true,
  }),
  reply.say(
    "For the cabin at **Kvaløya**, from what you told me:\n\n- there is no water in winter: bring two 20-litre cans\n- the night train to Bodø is the one you like\n- no hazelnuts in the food box\n\nShall I make a packing list?",
    "Put what I found into a short list.",
  ),
  reply.say(
    "| What | How much |\n| --- | --- |\n| Water cans | 2 × 20 l |\n| Darjeeling | one tin |\n| Firewood | for three evenings |\n\nGunnar can stay at home until Sunday.",
    "A table is easiest to tick off.",
  ),
];

const SAID = [
  "Hello, my name is Ada. I love cloudberries.",
  "We are going to the cabin next weekend. What should I think of?",
  "Yes please, as a table.",
];

/** Fills the open app through its own API, and gives the ids the addresses need. */
export async function fillExample(app: App, llm: ScriptedLLM): Promise<Example> {
  llm.enqueue(...SCRIPT);
  return app.client(
    async (client, { llm_config, memories, said }) => {
      await client.saveConnection({
        endpoint: llm_config.model_endpoint ?? "",
        type: "custom",
        name: "Example endpoint",
        models: [llm_config],
      });
      await client.updateSettings({ default_llm_config: llm_config });
      await client.createAgent({ name: "Gardener", llm_config });
      const tool = await client.addStarterTool({ name: "calculate" });
      await client.runTool({ tool_id: tool.id, args: { expression: "2 * 20 + 1/3" } });
      const source = await client.createSource({
        name: "Cabin papers",
        description: "What lies in the red folder.",
      });
      await client.loadFiles({
        source_id: source.id,
        files: [
          {
            file: new File(
              [
                "# Stove\n\nOpen the damper before lighting. Ash goes into the steel bucket.\n\n# Water\n\nThe pump is drained in October.",
              ],
              "cabin.md",
            ),
          },
          { file: new File(["day,task\nSunday,feed Gunnar\nFriday,harbour report\n"], "week.csv") },
        ],
      });
      const { id: agent_id } = await client.createAgent({ name: "Companion", llm_config });
      await client.attachToolToAgent({ agent_id, tool_id: tool.id });
      await client.attachSourceToAgent({ agent_id, source_id: source.id });
      for (const memory of memories) await client.insertArchivalMemory({ agent_id, memory });
      for (const message of said) await client.sendMessage({ agent_id, role: "user", message });
      return { agent: agent_id, tool: tool.id, source: source.id };
    },
    {
      llm_config: scriptedConfig(llm, { prompt_price: 0.15, completion_price: 0.6 }),
      memories: MEMORIES,
      said: SAID,
    },
  );
}
