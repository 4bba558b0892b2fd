import { expect, it } from "vitest";
import { detectLanguage } from "./detect-language.ts";

it.each([
  [
    "python",
    'def f(x: int) -> int:\n    """Doubles.\n\n    Args:\n        x (int): A number.\n    """\n    return 2 * x',
  ],
  ["python", "async def f():\n    pass"],
  ["javascript", "/** Doubles.\n * @param {number} x A number. */\nfunction f(x) { return 2 * x; }"],
  ["typescript", "/** Doubles.\n * @param x A number. */\nfunction f(x: number) { return 2 * x; }"],
  ["typescript", "function f(x: string) { return x; }"],
  ["javascript", "function f(x) { return x; }"],
  ["javascript", "const options = { def: 1 };"],
])("finds that it is %s", async (language, source) => {
  expect(await detectLanguage(source)).toBe(language);
});
