import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("convert_units");

describe("convert_units", () => {
  it.each([
    ["1", "mile", "km", "1.609344", true],
    ["26.2", "miles", "kilometres", "42.1648128", true],
    ["5", "ft", "inches", "60", true],
    ["1", "nmi", "m", "1852", true],
    ["1", "light year", "km", "9460730472580.8", true],
    ["1", "kg", "lb", "2.20462262184878", false],
    ["12", "stone", "kg", "76.20351816", true],
    ["1", "t", "kg", "1000", true],
    ["1 1/2", "oz", "g", "42.5242846875", true],
    ["100", "°C", "°F", "212", true],
    ["-40", "fahrenheit", "celsius", "-40", true],
    ["0", "K", "C", "-273.15", true],
    ["98.6", "deg F", "deg C", "37", true],
    ["1", "gal", "L", "3.785411784", true],
    ["1", "pt", "ml", "473.176473", true],
    ["3", "tsp", "tbsp", "1", true],
    ["1", "m3", "litres", "1000", true],
    ["100", "km/h", "mph", "62.1371192237334", false],
    ["36", "km/h", "m/s", "10", true],
    ["1", "acre", "m²", "4046.8564224", true],
    ["1", "km^2", "hectares", "100", true],
    ["1", "GiB", "MB", "1073.741824", true],
    ["100", "Mbps", "MB/s", "12.5", true],
    ["1", "kB", "bits", "8000", true],
    ["8", "Mb", "MB", "1", true],
    ["1", "kWh", "MJ", "3.6", true],
    ["100", "kcal", "kJ", "418.4", true],
    ["1", "PS", "W", "735.49875", true],
    ["1", "atm", "hPa", "1013.25", true],
    ["1", "KPA", "bar", "0.01", true],
    ["32", "psi", "bar", "2.20632233381388", false],
    ["760", "torr", "kPa", "101.325", true],
    ["1", "week", "hours", "168", true],
    ["30", "mpg", "L/100km", "7.84048611111111", false],
    ["5", "L/100km", "km/l", "20", true],
    ["180", "deg", "rad", "3.14159265358979", false],
    ["90", "degrees", "gon", "100", true],
    ["1/3", "yd", "ft", "1", true],
    ["6.02e23", "nm", "km", "602000000000", true],
    ["1e-30", "m", "light years", "1.05700083402462e-46", false],
  ])("%s %s in %s is %s", async (value, from, to, result, exact) => {
    expect(await call({ value, from, to })).toMatchObject({ result, exact });
  });

  it("takes a value that the model gives as a number", async () => {
    expect(await call({ value: 2.5, from: "km", to: "m" })).toEqual({
      result: "2500",
      exact: true,
      kind: "a length",
    });
  });

  it.each([
    ["1", "km", "kg", "km is a length, kg is a mass: one cannot become the other"],
    ["1", "smoot", "m", "The unit smoot is not known here"],
    ["many", "km", "m", "many is no number"],
    ["1", "mw", "W", "mw can be MW or mW: mind upper and lower case"],
    ["0", "mpg", "L/100km", "This value has no counterpart: it would be a division by zero"],
    ["1", "constructor", "m", "The unit constructor is not known here"],
  ])("%s %s in %s fails", async (value, from, to, failure) => {
    expect(await call({ value, from, to })).toEqual({ failure });
  });
});
