import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("calculate");

describe("calculate", () => {
  it.each([
    ["0.1 + 0.2", "0.3"],
    ["1 - 0.9", "0.1"],
    ["2 + 3 * 4 - -1", "15"],
    ["(2 + 3) * 4", "20"],
    ["-2^2", "-4"],
    ["2^3^2", "512"],
    ["2^-2", "0.25"],
    ["2^100", "1267650600228229401496703205376"],
    ["25!", "15511210043330985984000000"],
    ["10 % 3", "1"],
    ["mod(-7, 3)", "2"],
    ["200 * 15%", "30"],
    ["50% - 10%", "0.4"],
    ["2(3 + 4)", "14"],
    ["1.5e3 + 1e-3", "1500.001"],
    ["sqrt(2.25)", "1.5"],
    ["8^(1/3)", "2"],
    ["cbrt(-27)", "-3"],
    ["(-8)^(2/3)", "4"],
    ["round(2.345, 2)", "2.35"],
    ["round(-2.5)", "-3"],
    ["round(1234, -2)", "1200"],
    ["floor(-1.5) + ceil(-1.5)", "-3"],
    ["min(3, 1/3*3, 2) + max(1, 2)", "3"],
    ["mean(1, 2, 4.5)", "2.5"],
    ["gcd(48, 36) * lcm(4, 6)", "144"],
    ["log(1000) + log(8, 2)", "6"],
    ["log(1/1000)", "-3"],
    ["6 ÷ 4 × 2 − 1", "2"],
    ["1/3 + 1/6", "0.5"],
  ])("%s is %s, exactly", async (expression, result) => {
    expect(await call({ expression })).toEqual({ result, rounded: false });
  });

  it.each([
    ["1/3", 20, { result: "0.33333333333333333333", fraction: "1/3", rounded: true }],
    ["-2/3", 5, { result: "-0.66667", fraction: "-2/3", rounded: true }],
    ["sqrt(2)", 50, { result: "1.4142135623730950488016887242096980785696718753769", rounded: true }],
    ["pi", 50, { result: "3.1415926535897932384626433832795028841971693993751", rounded: true }],
    ["e", 50, { result: "2.7182818284590452353602874713526624977572470937", rounded: true }],
    ["ln(2)", 40, { result: "0.6931471805599453094172321214581765680755", rounded: true }],
    ["ln(10)", 40, { result: "2.302585092994045684017991454684364207601", rounded: true }],
    ["exp(-50)", 20, { result: "1.928749847963917783e-22", rounded: true }],
    ["exp(1000)", 10, { result: "1.970071114e434", rounded: true }],
    ["2^0.5", 20, { result: "1.4142135623730950488", rounded: true }],
    ["10^0.3", 20, { result: "1.9952623149688796014", rounded: true }],
    ["sin(1)", 40, { result: "0.8414709848078965066525023216302989996226", rounded: true }],
    ["cos(1)", 40, { result: "0.5403023058681397174009366074429766037323", rounded: true }],
    ["tan(1)", 20, { result: "1.5574077246549022305", rounded: true }],
    ["sin(1e6)", 20, { result: "-0.34999350217129295212", rounded: true }],
    ["sin(30 deg)", 20, { result: "0.5", rounded: true }],
    ["sin(pi)", 20, { result: "0", rounded: true }],
    ["cos(pi)", 20, { result: "-1", rounded: true }],
    ["sqrt(2)^2 - 2", 20, { result: "0", rounded: true }],
    ["4 * atan(1) - pi", 20, { result: "0", rounded: true }],
    ["asin(0.5) * 6 / pi", 20, { result: "1", rounded: true }],
    ["acos(-1)", 20, { result: "3.1415926535897932385", rounded: true }],
    ["1e-30/3", 5, { result: "3.3333e-31", rounded: true, fraction: `1/3${"0".repeat(30)}` }],
    ["9.99999/3*3 + 1e-9/7", 5, { result: "10", rounded: true, fraction: expect.any(String) }],
  ])("%s to %i digits", async (expression, digits, value) => {
    expect(await call({ expression, digits })).toEqual(value);
  });

  it("agrees with the engine's own functions", async () => {
    for (const [name, x] of [
      ["ln", 1.5],
      ["ln", 12345.678],
      ["exp", 3.7],
      ["sin", -7.2],
      ["cos", 100.5],
      ["tan", 2.2],
      ["atan", -3.3],
      ["asin", 0.99],
      ["acos", -0.3],
      ["sqrt", 0.0007],
    ] as const) {
      const own = {
        ln: Math.log,
        exp: Math.exp,
        sin: Math.sin,
        cos: Math.cos,
        tan: Math.tan,
        atan: Math.atan,
        asin: Math.asin,
        acos: Math.acos,
        sqrt: Math.sqrt,
      }[name];
      const { result } = (await call({ expression: `${name}(${x})` })) as { result: string };
      expect(Number(result) / own(x), `${name}(${x})`).toBeCloseTo(1, 13);
    }
  });

  it.each([
    ["1/0", "Division by zero"],
    ["1 +", "It ends where a number is expected, at character 4 of 1 +"],
    ["(1", '")" is missing, at character 3 of (1'],
    ["2 $ 3", '"$" is not expected, at character 3 of 2 $ 3'],
    ["foo(1)", "There is no function foo"],
    ["constructor(1)", "There is no function constructor"],
    ["bar", "There is no number called bar, at character 4 of bar"],
    ["sqrt(-1)", "There is no real root of a negative number"],
    ["ln(0)", "ln takes numbers above 0"],
    ["2.5!", "! takes a whole number from 0"],
    ["9^9^9", "This power is too long to write out"],
    ["sqrt(1, 2)", "sqrt takes 1 numbers"],
    ["(".repeat(200), expect.stringContaining("nested too deep")],
  ])("%s fails: %s", async (expression, failure) => {
    expect(await call({ expression })).toEqual({ failure });
  });
});
