/** The build is relative: it works from any folder of any static host. */
import { serve } from "../scripts/serve.ts";
import { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

test("the app works from a sub-path, workers, model and all", async ({ page }) => {
  const server = await serve({ root: "dist", base: "/some/deep/path/", port: 0 });
  const outside: string[] = [];
  page.context().on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith("/some/deep/path/")) outside.push(request.url());
  });
  try {
    const app = new App(page, server.url);
    await app.open();
    await app.startWithDefault();
    await app.send("My name is Solveig.");
    await expect(app.agentMessages.last()).toContainText("Solveig");
    const best = await app.client(async (client) => {
      const [agent] = await client.listAgents();
      const agent_id = agent!.id;
      await client.insertArchivalMemory({ agent_id, memory: "The boat is moored at the old pier." });
      return (await client.searchArchivalMemory({ agent_id, query: "Where is the ship?" }))[0]?.passage.text;
    });
    expect(best).toBe("The boat is moored at the old pier.");
    expect(outside).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
});
