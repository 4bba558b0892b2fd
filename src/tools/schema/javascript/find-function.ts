/** Which function of a source is the tool. */
import type { DocComment } from "./doc-comment.ts";
import { lastDocComment } from "./doc-comment.ts";
import type { Expression, FunctionNode, Program, Statement } from "./syntax.ts";

export interface FoundFunction {
  /** Null for a default export without a name. */
  name: string | null;
  node: FunctionNode;
  doc: DocComment | null;
  exported: "default" | "named" | null;
}

interface Commented {
  leadingComments?: Statement["leadingComments"];
}

/** The functions at the top of a source, in its order. */
export function topFunctions(program: Program): FoundFunction[] {
  const found: FoundFunction[] = [];
  const defaults = new Set<string>();
  const named = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration") {
      if (statement.declaration) take(statement.declaration, "named", [statement]);
      for (const specifier of statement.source ? [] : statement.specifiers) {
        if (specifier.type !== "ExportSpecifier") continue;
        const as =
          specifier.exported.type === "Identifier" ? specifier.exported.name : specifier.exported.value;
        (as === "default" ? defaults : named).add(specifier.local.name);
      }
    } else if (statement.type === "ExportDefaultDeclaration") {
      const { declaration } = statement;
      if (declaration.type === "Identifier") defaults.add(declaration.name);
      else if (declaration.type === "FunctionDeclaration")
        add(declaration.id?.name ?? null, declaration, "default", [statement, declaration]);
      else {
        const node = functionOf(declaration as Expression);
        if (node) add(ownName(node), node, "default", [statement, node]);
      }
    } else take(statement, null, []);
  }
  return found.map((each) => ({
    ...each,
    exported:
      each.exported ??
      (each.name !== null && defaults.has(each.name) ? "default" : null) ??
      (each.name !== null && named.has(each.name) ? "named" : null),
  }));

  function take(statement: Statement, exported: FoundFunction["exported"], around: Commented[]) {
    if (statement.type === "FunctionDeclaration")
      add(statement.id?.name ?? null, statement, exported, [...around, statement]);
    if (statement.type !== "VariableDeclaration") return;
    for (const declarator of statement.declarations) {
      const node = declarator.init ? functionOf(declarator.init) : null;
      if (node && declarator.id.type === "Identifier")
        add(declarator.id.name, node, exported, [...around, statement, declarator, node]);
    }
  }

  function add(
    name: string | null,
    node: FunctionNode,
    exported: FoundFunction["exported"],
    commented: Commented[],
  ) {
    // The innermost comment is the nearest. A function given as such has lost what stood before it: its comment may
    // then stand first in its body.
    const comments = [...commented.flatMap((each) => each.leadingComments ?? [])];
    found.push({ name, node, exported, doc: lastDocComment(comments) ?? docInBody(node) });
  }
}

function docInBody(node: FunctionNode): DocComment | null {
  if (node.body.type !== "BlockStatement") return null;
  const [first] = node.body.body;
  return lastDocComment(first ? first.leadingComments : node.body.innerComments);
}

function functionOf(expression: Expression): FunctionNode | null {
  let node = expression;
  while (
    node.type === "TSAsExpression" ||
    node.type === "TSSatisfiesExpression" ||
    node.type === "ParenthesizedExpression"
  )
    node = node.expression;
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" ? node : null;
}

const ownName = (node: FunctionNode) => (node.type === "FunctionExpression" ? (node.id?.name ?? null) : null);

/** The one that is named; without a name the default export, the first export, the last documented, the last. */
export function chooseFunction(functions: FoundFunction[], name: string | null): FoundFunction | undefined {
  if (name !== null) {
    const found = functions.findLast((each) => each.name === name);
    if (found) return found;
    // A default export without a name takes the one it is called by.
    const nameless = functions.find((each) => each.exported === "default" && each.name === null);
    return nameless && { ...nameless, name };
  }
  return (
    functions.find((each) => each.exported === "default") ??
    functions.find((each) => each.exported === "named") ??
    functions.findLast((each) => each.doc !== null) ??
    functions.at(-1)
  );
}
