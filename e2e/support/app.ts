/** The app as a person meets it: everything is found by role and name, as they would. */
import type { Locator, Page } from "@playwright/test";
import type { LocalClient } from "../../src/client/index.ts";
import type { AgentState, LLMConfig, Message } from "../../src/schemas/index.ts";
import type { ScriptedLLM } from "./scripted-llm.ts";

export class App {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  /** The same app in another tab of the same browser. */
  async inNewTab(): Promise<App> {
    return new App(await this.page.context().newPage(), this.url);
  }

  /**
   * Does what an evicting browser does: IndexedDB goes, localStorage stays. This page is closed; the app can be opened in
   * the one that is given.
   */
  async loseDatabase(): Promise<App> {
    const { page, url } = this;
    await page.close();
    const again = await this.inNewTab();
    const cdp = await page.context().newCDPSession(again.page);
    await cdp.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "indexeddb" });
    return again;
  }

  async open(hash = ""): Promise<void> {
    await this.page.goto(`${this.url}${hash}`);
  }

  /** Opens the app at one agent's conversation, and waits until one could type. */
  async openAgent(agentId: string): Promise<void> {
    await this.open(`#/agents/${agentId}`);
    await this.composer.waitFor();
  }

  /** Creates the default agent by the first-run screen's one click. */
  async startWithDefault(): Promise<void> {
    await this.startButton.click();
    await this.composer.waitFor();
  }

  /** The first-run screen's way in. */
  get startButton(): Locator {
    return this.page.getByRole("button", { name: /^start with/i });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /message/i });
  }

  get stopButton(): Locator {
    return this.page.getByRole("button", { name: /^stop/i });
  }

  get retryButton(): Locator {
    return this.page.getByRole("button", { name: /try again|retry/i });
  }

  get conversation(): Locator {
    return this.page.getByRole("log");
  }

  /** What the agent said, oldest first; its thoughts and calls are not among it. */
  get agentMessages(): Locator {
    return this.conversation.getByRole("article", { name: /agent|said/i });
  }

  /** Opens the thoughts and calls behind an answer. */
  get foldedDetails(): Locator {
    return this.conversation.getByRole("button", { name: /thought/i });
  }

  /** A section of core memory beside the conversation. */
  block(label: string): Locator {
    return this.page.getByRole("region", { name: new RegExp(label, "i") });
  }

  async openMind(tab: "core" | "archival" | "recall" | "context"): Promise<void> {
    await this.page.getByRole("tab", { name: new RegExp(tab, "i") }).click();
  }

  get archivalSearch(): Locator {
    return this.page.getByRole("searchbox", { name: /archival/i });
  }

  get passages(): Locator {
    return this.page.getByRole("tabpanel", { name: /archival/i }).getByRole("listitem");
  }

  /** The screen that stands where stored data is missing or cannot be read. */
  get recovery(): Locator {
    return this.page.getByRole("heading", { name: /not there|missing|recover/i });
  }

  async startFresh(): Promise<void> {
    await this.page.getByRole("button", { name: /start fresh/i }).click();
  }

  get alert(): Locator {
    return this.page.getByRole("alert");
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /**
   * Runs `work` in the page with a ready client, as someone in the console would. `work` sees its arguments
   * only, and both they and its result travel as JSON.
   */
  client<Result, Argument = undefined>(
    work: (client: LocalClient, argument: Argument) => Promise<Result>,
    argument?: Argument,
  ): Promise<Result> {
    return this.page.evaluate<Result>(
      `(async () => (${work})(await window.engram.createClient(), ${JSON.stringify(argument)}))()`,
    );
  }

  /** An agent that speaks to the scripted LLM; the page must be open. */
  async createScriptedAgent(
    llm: ScriptedLLM,
    { name = "Scripted", ...config }: Partial<LLMConfig> & { name?: string } = {},
  ): Promise<AgentState> {
    return this.client((client, params) => client.createAgent(params), {
      name,
      llm_config: scriptedConfig(llm, config),
    });
  }

  setKey(endpoint: string, key: string): Promise<void> {
    return this.page.evaluate<void>(
      `window.engram.credentials.set(${JSON.stringify({ endpoint, key })}).then(() => {})`,
    );
  }

  inContextMessages(agentId: string): Promise<Message[]> {
    return this.client((client, id) => client.getInContextMessages(id), agentId);
  }
}

export function scriptedConfig(llm: ScriptedLLM, config: Partial<LLMConfig> = {}): LLMConfig {
  return {
    model: "scripted",
    model_endpoint_type: "custom",
    model_endpoint: llm.url,
    model_wrapper: null,
    context_window: 16_384,
    put_inner_thoughts_in_kwargs: true,
    ...config,
  };
}
