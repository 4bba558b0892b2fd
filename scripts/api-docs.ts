/** Writes docs/api.md from the code: `npx tsx scripts/api-docs.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { CONFORMANCE } from "../src/client/testing/conformance.ts";
import { listRoutes } from "../src/server/router.ts";

interface Method {
  name: string;
  parameters: string;
  summary: string;
}

/** Names of the reference that are not ours in snake_case, with where the same thing is done here. */
export const ALIASES: Record<string, { method: string; why: string }> = {
  detach_source: { method: "detachSourceFromAgent", why: "RESTClient's name for the same" },
  get_job_status: { method: "getJob", why: "the status stands in the job" },
};

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** The abstract methods of AbstractClient, an overload's last form standing for all. */
export function readMethods(): Method[] {
  const file = "src/client/abstract-client.ts";
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const methods = new Map<string, Method>();
  const visit = (node: ts.Node) => {
    if (ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent)) {
      const name = node.name.getText(source);
      const [doc] = ts.getJSDocCommentsAndTags(node);
      const comment = doc && ts.isJSDoc(doc) ? ts.getTextOfJSDocComment(doc.comment) : undefined;
      const parameters = node.parameters
        .map((parameter) => oneLine(parameter.getText(source)).replace(/^params\??: /, ""))
        .join(", ");
      const known = methods.get(name);
      methods.set(name, { name, parameters, summary: oneLine(comment ?? "") || (known?.summary ?? "") });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...methods.values()];
}

export function apiDocument(): string {
  const testsOf = (name: string) =>
    CONFORMANCE.filter(({ methods }) => (methods as string[]).includes(name)).map((one) => one.name);
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = readMethods().map(
    ({ name, parameters, summary }) =>
      `| \`${snake(name)}\` | \`${name}\` | ${parameters ? `\`${cell(parameters)}\`` : ""} | ${cell(summary)} | ${testsOf(name).join("; ")} |`,
  );
  const aliases = Object.entries(ALIASES).map(
    ([theirs, { method, why }]) => `| \`${theirs}\` | \`${method}\` | ${why} |`,
  );
  const routes = listRoutes().map(
    ([method, path]) => `| ${method} | \`${path.replace(/:(\w+)/g, "{$1}")}\` |`,
  );
  return `# The API

Written by \`npx tsx scripts/api-docs.ts\` from [\`src/client/abstract-client.ts\`](../src/client/abstract-client.ts); a test fails where it is old.

\`LocalClient\` (the engine in this page) and \`RESTClient\` (a server, or this page's service worker) have every method of \`AbstractClient\`. Each takes one object with the reference's parameter names; where a type begins with \`string |\` the value can stand alone. Every method is tried by the conformance cases named, with both clients, and their results are compared (\`src/server/conformance.test.ts\`, \`e2e/api.spec.ts\`).

| reference | here | parameters | | tested by |
| --------- | ---- | ---------- | --- | --------- |
${rows.join("\n")}

Names of the reference that are called otherwise here:

| reference | here | why |
| --------- | ---- | --- |
${aliases.join("\n")}

\`createClient({ base_url, token })\` is the reference's \`create_client\`.

## Over HTTP

Under \`<app>/v1\` and \`<app>/api\`. Bodies and answers are the wire's of the reference; see also [scripting.md](scripting.md).

| method | path |
| ------ | ---- |
${routes.join("\n")}
`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync("docs/api.md", apiDocument());
