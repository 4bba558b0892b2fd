/**
 * Takes values out of JSON by a path.
 *
 * @param json - The JSON text.
 * @param path - Where the values are, e.g. `users[0].name`, `users[*].email`, `users[?age >= 18 && city == "Oslo"].name`. Steps: `.name` or
 *   `["a name"]`, `[0]`, `[-1]` from the end, `[1:3]` a part of a list, `[*]` all, `..name` at any depth, `[?…]` those for
 *   which the comparison holds (== != < <= > >=, =~ "pattern", &&, ||, !, `@` for the item itself). At the end, after a
 *   bar: `| length`, `| keys`, `| values`, `| sum`, `| mean`, `| min`, `| max`, `| unique`, `| sort`, `| reverse`, `| first`, `| last`, `| flatten`.
 *   Empty for the whole.
 * @returns the value; a list of values where the path can meet several.
 */
export function query_json(json: string, path = ""): unknown {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw new SyntaxError(`The text is no JSON: ${(error as Error).message}`);
  }
  const [steps, ...pipes] = splitAt(path, "|");
  const reader = new PathReader(steps ?? "");
  let result = follow(data, reader.read());
  for (const pipe of pipes) result = applyPipe(result, pipe.trim());
  return result === undefined ? null : result;
}

type Step =
  | { kind: "key"; key: string }
  | { kind: "index"; index: number }
  | { kind: "slice"; from: number | null; to: number | null }
  | { kind: "all" }
  | { kind: "deep"; key: string | null }
  | { kind: "filter"; holds: (item: unknown) => boolean };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const kindOf = (value: unknown) =>
  Array.isArray(value)
    ? "a list"
    : value === null
      ? "null"
      : isObject(value)
        ? "an object"
        : `a ${typeof value}`;

/** Parts between single bars that are in no quotes and no brackets. */
function splitAt(text: string, sign: string): string[] {
  const parts = [""];
  let quote = "";
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (quote) {
      if (letter === "\\") {
        parts[parts.length - 1] += letter + (text[at + 1] ?? "");
        at += 1;
        continue;
      }
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === "[") depth += 1;
    else if (letter === "]") depth -= 1;
    if (letter === sign && !quote && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function follow(data: unknown, steps: Step[]): unknown {
  let values: unknown[] = [data];
  let several = false;
  for (const step of steps) {
    if (step.kind !== "key" && step.kind !== "index") several = true;
    values = values.flatMap((value) => take(value, step, several));
  }
  return several ? values : values[0];
}

/** @param lenient what is not there is left out, instead of being an error. */
function take(value: unknown, step: Step, lenient: boolean): unknown[] {
  switch (step.kind) {
    case "key":
      if (isObject(value) && Object.hasOwn(value, step.key)) return [value[step.key]];
      if (lenient) return [];
      throw new Error(
        isObject(value)
          ? `There is no "${step.key}"; there is ${Object.keys(value).slice(0, 20).join(", ") || "nothing"}`
          : `"${step.key}" is asked of ${kindOf(value)}`,
      );
    case "index": {
      const index = Array.isArray(value) && step.index < 0 ? value.length + step.index : step.index;
      if (Array.isArray(value) && index >= 0 && index < value.length) return [value[index]];
      if (lenient) return [];
      throw new Error(
        Array.isArray(value)
          ? `There is no [${step.index}]; the list has ${value.length} items`
          : `[${step.index}] is asked of ${kindOf(value)}`,
      );
    }
    case "slice":
      return Array.isArray(value) ? value.slice(step.from ?? 0, step.to ?? undefined) : [];
    case "all":
      return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    case "filter":
      return (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []).filter(step.holds);
    case "deep": {
      const found: unknown[] = [];
      const waiting = [value];
      while (waiting.length > 0) {
        const next = waiting.pop();
        if (step.key === null) found.push(next);
        else if (isObject(next) && Object.hasOwn(next, step.key)) found.push(next[step.key]);
        if (typeof next === "object" && next !== null)
          for (const inner of Object.values(next).reverse()) waiting.push(inner);
      }
      return found;
    }
  }
}

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.trim();
  }

  read(): Step[] {
    const steps = this.#steps();
    if (this.#at < this.#text.length) throw this.#error(`"${this.#text[this.#at]}" is not expected`);
    return steps;
  }

  #error(message: string) {
    return new SyntaxError(`${message}, at character ${this.#at + 1} of the path ${this.#text}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#text.slice(this.#at));
    if (match) this.#at += match[0].length;
    return match;
  }

  /** Steps, as far as they go. The root may be written `$` or left out. */
  #steps(): Step[] {
    const steps: Step[] = [];
    const root = this.#match(/^[$@]/);
    const first = root ? null : this.#match(/^[^\s.[\]()"'|&=<>!~,*?@$]+/);
    if (first) steps.push({ kind: "key", key: first[0] });
    for (;;) {
      const deep = this.#match(/^\.\.(\*|[^\s.[\]()"'|&=<>!~,*?]*)/);
      if (deep) {
        steps.push({ kind: "deep", key: deep[1] === "*" || deep[1] === "" ? null : (deep[1] ?? null) });
        continue;
      }
      if (this.#match(/^\.\*/)) {
        steps.push({ kind: "all" });
        continue;
      }
      const key = this.#match(/^\.([^\s.[\]()"'|&=<>!~,*?]+)/);
      if (key) {
        steps.push({ kind: "key", key: key[1] ?? "" });
        continue;
      }
      if (!this.#match(/^\[\s*/)) return steps;
      steps.push(this.#bracket());
      if (!this.#match(/^\s*\]/)) throw this.#error('"]" is missing');
    }
  }

  #bracket(): Step {
    if (this.#match(/^\*/)) return { kind: "all" };
    if (this.#match(/^\?\s*/)) return { kind: "filter", holds: this.#either() };
    const slice = this.#match(/^(-?\d+)?\s*:\s*(-?\d+)?/);
    if (slice) {
      const bound = (text: string | undefined) => (text === undefined ? null : Number(text));
      return { kind: "slice", from: bound(slice[1]), to: bound(slice[2]) };
    }
    const index = this.#match(/^-?\d+/);
    if (index) return { kind: "index", index: Number(index[0]) };
    const key = this.#quoted();
    if (key === null) throw this.#error("a number, a name in quotes, * or ? is expected");
    return { kind: "key", key };
  }

  #quoted(): string | null {
    const match = this.#match(/^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/);
    return match ? (match[1] ?? match[2] ?? "").replace(/\\(.)/g, "$1") : null;
  }

  #either(): (item: unknown) => boolean {
    const parts = [this.#both()];
    while (this.#match(/^\s*\|\|\s*/)) parts.push(this.#both());
    return (item) => parts.some((part) => part(item));
  }

  #both(): (item: unknown) => boolean {
    const parts = [this.#comparison()];
    while (this.#match(/^\s*&&\s*/)) parts.push(this.#comparison());
    return (item) => parts.every((part) => part(item));
  }

  #comparison(): (item: unknown) => boolean {
    if (this.#match(/^!(?!=)\s*/)) {
      const inner = this.#comparison();
      return (item) => !inner(item);
    }
    if (this.#match(/^\(\s*/)) {
      const inner = this.#either();
      if (!this.#match(/^\s*\)/)) throw this.#error('")" is missing');
      return inner;
    }
    const left = this.#operand();
    const sign = this.#match(/^\s*(==|!=|<=|>=|=~|<|>)\s*/)?.[1];
    // A path alone asks whether there is such a value, and it is not false or null.
    if (!sign) return (item) => ![undefined, null, false].includes(left(item) as null);
    const right = this.#operand();
    if (sign === "=~") {
      const pattern = new RegExp(String(right(null)), "i");
      return (item) => typeof left(item) === "string" && pattern.test(left(item) as string);
    }
    return (item) => compare(left(item), sign, right(item));
  }

  #operand(): (item: unknown) => unknown {
    const text = this.#quoted();
    if (text !== null) return () => text;
    const number = this.#match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w])/);
    if (number) return () => Number(number[0]);
    const word = this.#match(/^(?:true|false|null)\b/);
    if (word) return () => JSON.parse(word[0]);
    const before = this.#at;
    const steps = this.#steps();
    if (this.#at === before) throw this.#error("a value is expected");
    return (item) => {
      try {
        return follow(item, steps);
      } catch {
        // What an item does not have is no value.
        return undefined;
      }
    };
  }
}

function compare(left: unknown, sign: string, right: unknown): boolean {
  if (sign === "==") return JSON.stringify(left) === JSON.stringify(right);
  if (sign === "!=") return JSON.stringify(left) !== JSON.stringify(right);
  const comparable =
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string");
  if (!comparable) return false;
  const [a, b] = [left, right] as [number, number];
  return sign === "<" ? a < b : sign === "<=" ? a <= b : sign === ">" ? a > b : a >= b;
}

function applyPipe(value: unknown, name: string): unknown {
  if (name === "keys" || name === "values") {
    if (!isObject(value)) throw new TypeError(`${name} is asked of ${kindOf(value)}`);
    return name === "keys" ? Object.keys(value) : Object.values(value);
  }
  if (name === "length") {
    if (typeof value === "string") return [...value].length;
    return isObject(value) ? Object.keys(value).length : list(value, name).length;
  }
  const items = list(value, name);
  switch (name) {
    case "first":
      return items[0];
    case "last":
      return items[items.length - 1];
    case "reverse":
      return [...items].reverse();
    case "flatten":
      return items.flat();
    case "unique":
      return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
    case "sort":
      return [...items].sort((a, b) => (compare(a, "<", b) ? -1 : compare(a, ">", b) ? 1 : 0));
    case "sum":
      return numbers(items, name).reduce((a, b) => a + b, 0);
    case "mean":
      return items.length === 0 ? null : numbers(items, name).reduce((a, b) => a + b, 0) / items.length;
    case "min":
    case "max": {
      const better = name === "min" ? "<" : ">";
      return items.length === 0 ? null : items.reduce((a, b) => (compare(b, better, a) ? b : a));
    }
    default:
      throw new SyntaxError(`There is no "| ${name}"`);
  }
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} is asked of ${kindOf(value)}`);
  return value;
}

function numbers(items: unknown[], name: string): number[] {
  for (const item of items)
    if (typeof item !== "number") throw new TypeError(`${name} is asked of ${kindOf(item)}`);
  return items as number[];
}
