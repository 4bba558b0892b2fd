/** Values that stand in a source as they are. */
interface Node {
  type: string;
  [key: string]: unknown;
}

/**
 * The value of a literal: text, number, truth, null, undefined, and lists and objects of these. Null (no object) where
 * it must be computed.
 */
export function literalOf(expression: unknown): { value: unknown } | null {
  const node = expression as Node;
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return { value: node.value };
    case "NullLiteral":
      return { value: null };
    case "Identifier":
      return node.name === "undefined" ? { value: undefined } : null;
    case "TemplateLiteral": {
      const [only, ...more] = node.quasis as { value: { cooked?: string | null } }[];
      return more.length === 0 && typeof only?.value.cooked === "string"
        ? { value: only.value.cooked }
        : null;
    }
    case "UnaryExpression": {
      const inner = literalOf(node.argument)?.value;
      if (typeof inner !== "number") return null;
      return node.operator === "-" ? { value: -inner } : node.operator === "+" ? { value: inner } : null;
    }
    case "ArrayExpression":
      return listOf(node.elements as (Node | null)[]);
    case "ObjectExpression":
      return objectOf(node.properties as Node[]);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
      return literalOf(node.expression);
    default:
      return null;
  }
}

function listOf(elements: (Node | null)[]): { value: unknown } | null {
  const values = elements.map((element) => (element ? literalOf(element) : null));
  return values.some((value) => value === null) ? null : { value: values.map((each) => each?.value) };
}

function objectOf(properties: Node[]): { value: unknown } | null {
  const entries: [string, unknown][] = [];
  for (const property of properties) {
    const key = property.key as { type: string; name?: string; value?: unknown } | undefined;
    const value = property.type === "ObjectProperty" && !property.computed ? literalOf(property.value) : null;
    if (!key || !value) return null;
    entries.push([key.type === "Identifier" ? String(key.name) : String(key.value), value.value]);
  }
  return { value: Object.fromEntries(entries) };
}
