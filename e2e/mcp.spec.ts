/** MCP servers of another origin, called from the built page: what a browser lets through, and what it does not. */
import { expect, test } from "./support/fixtures.ts";
import { startMcpServer, type TestMcpServer, type TestMcpServerOptions } from "./support/mcp-server.ts";

const servers: TestMcpServer[] = [];
const serverWith = async (options: TestMcpServerOptions) => {
  const server = await startMcpServer(options);
  servers.push(server);
  return server;
};
test.beforeEach(() => test.slow());
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const TOKEN = "a-very-secret-token";
/** Milliseconds: an answer here is two requests to the model and some to the server. */
const ANSWER = { timeout: 60_000 };

for (const { version, ...options } of [
  { version: "2026-07-28", versions: "stateless", answers: "json" },
  { version: "2026-07-28", versions: "stateless", answers: "sse" },
  { version: "2025-11-25", versions: "sessions", answers: "json" },
  { version: "2025-11-25", versions: "sessions", answers: "sse" },
] as const)
  test(`an agent uses a tool of a server of ${version} (${options.answers}), also after a reload`, async ({
    app,
    page,
    llm,
    watch,
  }) => {
    // How a server with sessions says that it does not know the newer version.
    if (options.versions === "sessions") watch.expect(/status of 400/);
    const server = await serverWith({ ...options, token: TOKEN });
    await app.open();
    const added = await app.client(
      (client, { url, token }) =>
        client.addMcpServer({ url, headers: { Authorization: `Bearer ${token}` }, remember: "device" }),
      { url: server.url, token: TOKEN },
    );
    expect(added).toMatchObject({ protocol_version: version, name: "Test bench" });
    const agent = await app.createScriptedAgent(llm);
    await app.client((client, { id, tools }) => client.updateAgent({ agent_id: id, tools }), {
      id: agent.id,
      tools: [...agent.tools, "add"],
    });
    llm.enqueue(
      { tool: ["add", { a: 2, b: 40, request_heartbeat: true }] },
      { tool: ["send_message", { message: "It is 42." }] },
      { tool: ["add", { a: 1, b: 1, request_heartbeat: true }] },
      { tool: ["send_message", { message: "And 2." }] },
    );
    await app.openAgent(agent.id);
    await app.send("What is 2 and 40?");
    await expect(app.agentMessages.last()).toContainText("It is 42.", ANSWER);
    const returned = llm.requests.at(-1)?.body?.messages.findLast(({ role }) => role === "tool");
    expect(returned?.content).toContain('{\\"sum\\":42}');

    await page.reload();
    await app.composer.waitFor();
    server.forgetSessions();
    await app.send("And 1 and 1?");
    await expect(app.agentMessages.last()).toContainText("And 2.", ANSWER);
    expect(server.requests.filter(({ method }) => method === "tools/call")).toHaveLength(2);
    const settings = await app.client((client) => client.listMcpServers());
    expect(JSON.stringify(settings)).not.toContain(TOKEN);
  });

test("a session that a server forgot is begun anew while the page is open", async ({ app, llm, watch }) => {
  watch.expect(/status of (400|404)/);
  const server = await serverWith({ versions: "sessions" });
  await app.open();
  await app.client((client, url) => client.addMcpServer({ url }), server.url);
  const agent = await app.createScriptedAgent(llm);
  await app.client((client, { id, tools }) => client.updateAgent({ agent_id: id, tools }), {
    id: agent.id,
    tools: [...agent.tools, "add"],
  });
  await app.openAgent(agent.id);
  for (const b of [1, 2]) {
    llm.enqueue(
      { tool: ["add", { a: 1, b, request_heartbeat: true }] },
      { tool: ["send_message", { message: `Sum ${1 + b}` }] },
    );
    await app.send("Add.");
    await expect(app.agentMessages.last()).toContainText(`Sum ${1 + b}`, ANSWER);
    const returned = llm.requests.at(-1)?.body?.messages.findLast(({ role }) => role === "tool");
    expect(returned?.content).toContain(`{\\"sum\\":${1 + b}}`);
    server.forgetSessions();
  }
});

test("what a browser does not let through is told apart", async ({ app, watch }) => {
  watch.expect(/CORS policy|ERR_FAILED|ERR_CONNECTION_REFUSED|status of (400|401|404|405|406)/);
  await app.open();
  const refusal = (url: string) =>
    app.client(
      (client, address) =>
        client.addMcpServer({ url: address }).then(
          () => ({ code: "added", message: "", hint: "" }),
          ({ code, message, hint }) => ({ code, message, hint }),
        ),
      url,
    );
  const closed = await serverWith({ cors: "closed" });
  expect(await refusal(closed.url)).toMatchObject({
    code: "mcp_cors",
    hint: expect.stringContaining("Mcp-Protocol-Version"),
  });
  const blind = await serverWith({ cors: "blind", versions: "sessions" });
  expect(await refusal(blind.url)).toMatchObject({
    code: "mcp_cors",
    hint: expect.stringContaining("expose Mcp-Session-Id"),
  });
  const locked = await serverWith({ token: TOKEN });
  expect(await refusal(locked.url)).toMatchObject({ code: "mcp_unauthorized" });
  expect(await refusal(app.url)).toMatchObject({ code: "mcp_not_a_server" });
  const gone = await serverWith({});
  await gone.close();
  expect(await refusal(gone.url)).toMatchObject({ code: "mcp_unreachable" });
  expect(await app.client((client) => client.listMcpServers())).toEqual([]);
});

test("a server is connected, tried, revoked and removed on the tools page", async ({ app, page, watch }) => {
  watch.expect(/status of 401/);
  const server = await serverWith({ versions: "stateless", token: TOKEN });
  await app.open("#/tools");
  await page.getByLabel("Address").fill(server.url);
  await page.getByRole("button", { name: "Connect" }).click();
  // Without its key the server says no, and nothing is stored.
  await expect(app.alert).toBeVisible(ANSWER);
  expect(await app.client((client) => client.listMcpServers())).toEqual([]);
  await page.getByRole("textbox", { name: "Header" }).fill("Authorization");
  await page.getByRole("textbox", { name: "Value" }).fill(`Bearer ${TOKEN}`);
  await page.getByRole("button", { name: "Connect" }).click();
  const mine = page.getByRole("list", { name: "Your tools" });
  await expect(mine.getByRole("link", { name: /^add/ })).toBeVisible(ANSWER);
  expect(await page.content()).not.toContain(TOKEN);

  await mine.getByRole("link", { name: /^add/ }).click();
  await page.getByRole("textbox", { name: "a", exact: true }).fill("2");
  await page.getByRole("textbox", { name: "b", exact: true }).fill("40");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Result" })).toContainText("42", ANSWER);

  await app.open("#/tools");
  await page.getByRole("switch", { name: "Allowed" }).uncheck();
  await expect
    .poll(() => app.client(async (client) => (await client.listMcpServers())[0]?.enabled))
    .toBe(false);
  await mine.getByRole("link", { name: /^add/ }).click();
  await page.getByRole("textbox", { name: "a", exact: true }).fill("2");
  await page.getByRole("textbox", { name: "b", exact: true }).fill("40");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Failed" })).toBeVisible(ANSWER);

  await app.open("#/tools");
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("No server is connected.")).toBeVisible();
  await expect(mine).toBeHidden();
});
