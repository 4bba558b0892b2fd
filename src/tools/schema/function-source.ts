import { InvalidInputError } from "../../schemas/index.ts";

/** `name(a) {}`, `async name(a) {}`: what the engine prints of a method. */
const METHOD = /^(async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*\(/u;
const WORDS = /^(?:async\s*\(|function\b|async\s+function\b|class\b)/;

/**
 * The source of a function that was handed in as such, as a declaration under a name. Only what stands between its first
 * word and its closing brace is known of it: its doc comment has to be at the beginning of its body.
 *
 * @throws InvalidInputError for a function that has no source of its own, or no name.
 */
export function functionSource(func: (...args: never[]) => unknown, name: string | null): string {
  const source = Function.prototype.toString.call(func).trim();
  if (/\{\s*\[native code\]\s*\}$/.test(source))
    throw new InvalidInputError("func", "this function is part of the browser, or bound: it has no source");
  if (source.startsWith("class"))
    throw new InvalidInputError("func", "a function is wanted, this is a class");
  const known = name ?? func.name;
  if (!known) throw new InvalidInputError("func", "the function has no name: give it one, or `name`");
  const [, isAsync = "", own] = (WORDS.test(source) ? null : METHOD.exec(source)) ?? [];
  if (own !== undefined && own !== "async")
    return `${isAsync}function ${own}${source.slice(source.indexOf("("))}`;
  // An anonymous one, or an arrow function, is put under its name.
  if (/^(?:async\s+)?function\s*\*?\s*\(/.test(source) || !/^(?:async\s+)?function\b/.test(source))
    return `const ${known} = ${source};`;
  return source;
}
