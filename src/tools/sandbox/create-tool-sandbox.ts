import { createJavaScriptSandbox } from "./javascript/worker-javascript-sandbox.ts";
import type { ToolLanguage, ToolSandbox } from "./tool-sandbox.ts";

/** How the sandbox of each language is made, when the first program in it is run. */
export type SandboxMakers = Record<ToolLanguage, () => Promise<ToolSandbox>>;

const javascript = async () => createJavaScriptSandbox();
const MAKERS: SandboxMakers = {
  javascript,
  typescript: javascript,
  python: async () => (await import("./python/worker-python-sandbox.ts")).createPythonSandbox(),
};

/** The sandboxes of all languages as one, each started when it is first needed. */
export function createToolSandbox(makers: SandboxMakers = MAKERS): ToolSandbox {
  const made = new Map<() => Promise<ToolSandbox>, Promise<ToolSandbox>>();
  return {
    async run(execution) {
      const make = makers[execution.program.language];
      let sandbox = made.get(make);
      if (!sandbox) {
        sandbox = make();
        // What could not be loaded is tried again with the next call.
        sandbox.catch(() => made.delete(make));
        made.set(make, sandbox);
      }
      return (await sandbox).run(execution);
    },
    close() {
      for (const sandbox of made.values())
        void sandbox.then(
          (one) => one.close(),
          () => {},
        );
      made.clear();
    },
  };
}
