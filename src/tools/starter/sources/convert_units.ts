/**
 * Converts a quantity from one unit to another, by exact factors.
 *
 * @param value - The number, as digits: 5, -3.25, 1/3, 6.02e23.
 * @param from - Its unit, by sign or name: km, mile, ft, kg, lb, oz, °C, fahrenheit, L, US gal, cup, km/h, mph, m², acre, kWh, kcal, hp, psi, mmHg,
 *   GiB, Mbit, deg, h, weeks, mpg, L/100km and others.
 * @param to - The unit that is wanted, of the same kind.
 * @returns the result, to 15 significant digits where it has no end, and whether it is exact.
 */
export function convert_units(
  value: string,
  from: string,
  to: string,
): { result: string; exact: boolean; kind: string } {
  const source = findUnit(from);
  const target = findUnit(to);
  if (source.kind !== target.kind)
    throw new RangeError(`${from} is ${source.kind}, ${to} is ${target.kind}: one cannot become the other`);
  const number = readNumber(value);
  const base = source.inverse
    ? over(source.factor, number)
    : plus(times(number, source.factor), source.offset ?? ZERO);
  const result = target.inverse
    ? over(target.factor, base)
    : over(plus(base, negative(target.offset ?? ZERO)), target.factor);
  const { text, complete } = written(result);
  return { result: text, exact: complete && !source.rounded && !target.rounded, kind: source.kind };
}

type Fraction = readonly [top: bigint, bottom: bigint];

interface Unit {
  kind: string;
  factor: Fraction;
  /** What is added after the factor, to come to the base unit. */
  offset?: Fraction;
  /** The base unit is the factor over the number. */
  inverse?: boolean;
  /** The factor itself has no end (a turn is 2π radians). */
  rounded?: boolean;
}

const ZERO: Fraction = [0n, 1n];
const abs = (n: bigint) => (n < 0n ? -n : n);

function lowest(top: bigint, bottom: bigint): Fraction {
  if (bottom === 0n) throw new RangeError("This value has no counterpart: it would be a division by zero");
  let [a, b] = [abs(top), abs(bottom)];
  while (b > 0n) [a, b] = [b, a % b];
  const sign = bottom < 0n ? -1n : 1n;
  return [(sign * top) / (a || 1n), (sign * bottom) / (a || 1n)];
}

const times = (a: Fraction, b: Fraction) => lowest(a[0] * b[0], a[1] * b[1]);
const over = (a: Fraction, b: Fraction) => lowest(a[0] * b[1], a[1] * b[0]);
const plus = (a: Fraction, b: Fraction) => lowest(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
const negative = (a: Fraction): Fraction => [-a[0], a[1]];

/** `1.5`, `-2e-3`, `5/9`, `1 1/2`. */
function readNumber(text: string): Fraction {
  const mixed = /^\s*(-?)(\d+)\s+(\d+)\/(\d+)\s*$/.exec(text);
  if (mixed) {
    const part = plus([BigInt(mixed[2] ?? 0), 1n], lowest(BigInt(mixed[3] ?? 0), BigInt(mixed[4] ?? 1)));
    return mixed[1] ? negative(part) : part;
  }
  const parts = text
    .split("/")
    .map((part) => /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?\s*$/i.exec(part));
  const [top, bottom] = parts.map((match) => {
    if (!match || (match[2] === "" && !match[3])) throw new SyntaxError(`${text} is no number`);
    const decimals = match[3] ?? "";
    const power = Number(match[4] ?? 0) - decimals.length;
    const digits = BigInt(`${match[2]}${decimals}` || "0") * (match[1] === "-" ? -1n : 1n);
    return power >= 0 ? lowest(digits * 10n ** BigInt(power), 1n) : lowest(digits, 10n ** BigInt(-power));
  });
  if (!top || parts.length > 2) throw new SyntaxError(`${text} is no number`);
  return bottom ? over(top, bottom) : top;
}

const DIGITS = 15;

function written([top, bottom]: Fraction): { text: string; complete: boolean } {
  if (top === 0n) return { text: "0", complete: true };
  let rest = bottom;
  let places = 0;
  for (const prime of [2n, 5n]) {
    let count = 0;
    while (rest % prime === 0n) {
      rest /= prime;
      count += 1;
    }
    places = Math.max(places, count);
  }
  if (rest === 1n && places <= 40)
    return { text: placed((top * 10n ** BigInt(places)) / bottom, places), complete: true };
  let exponent = abs(top).toString().length - bottom.toString().length;
  const scaled = (power: number): Fraction =>
    power >= 0 ? [abs(top) * 10n ** BigInt(power), bottom] : [abs(top), bottom * 10n ** BigInt(-power)];
  const [high, low] = scaled(-exponent);
  if (high < low) exponent -= 1;
  const wanted = DIGITS - 1 - exponent;
  const [a, b] = scaled(wanted);
  const rounded = ((2n * a + b) / (2n * b)) * (top < 0n ? -1n : 1n);
  if (wanted >= 0 && wanted <= 40) return { text: placed(rounded, wanted), complete: false };
  const digits = abs(rounded).toString();
  const decimals = digits.slice(1).replace(/0+$/, "");
  const power = digits.length > DIGITS ? exponent + 1 : exponent;
  return {
    text: `${top < 0n ? "-" : ""}${digits[0]}${decimals && `.${decimals}`}e${power}`,
    complete: false,
  };
}

function placed(n: bigint, places: number): string {
  const digits = abs(n)
    .toString()
    .padStart(places + 1, "0");
  const decimals = digits.slice(digits.length - places).replace(/0+$/, "");
  const whole = digits.slice(0, digits.length - places);
  return `${n < 0n ? "-" : ""}${whole}${places > 0 && decimals ? `.${decimals}` : ""}`;
}

/** Kind, then units: factor to the base unit and all names. A `~` marks names that take metric prefixes (km, kilometre). */
const UNITS: Record<string, [factor: string, names: string][]> = {
  "a length": [
    ["1", "~m ~metre ~meter"],
    ["1e-6", "micron"],
    ["1e-10", "ångström angstrom Å"],
    ["0.0254", "in inch inches ″"],
    ["0.3048", "ft foot feet ′"],
    ["0.9144", "yd yard"],
    ["1609.344", "mi mile"],
    ["1852", "nmi nautical_mile"],
    ["1.8288", "fathom"],
    ["201.168", "furlong"],
    ["149597870700", "au astronomical_unit"],
    ["9460730472580800", "ly light_year lightyear"],
  ],
  "a mass": [
    ["1", "~g ~gram ~gramme"],
    ["1000000", "~t ~tonne metric_ton"],
    ["453.59237", "lb lbs pound"],
    ["28.349523125", "oz ounce"],
    ["6350.29318", "st stone"],
    ["907184.74", "short_ton us_ton ton"],
    ["1016046.9088", "long_ton imperial_ton"],
    ["0.06479891", "gr grain"],
    ["31.1034768", "ozt troy_ounce"],
    ["0.2", "ct carat"],
  ],
  "a temperature": [["1", "K kelvin"]],
  "a volume": [
    ["1", "~l ~L ~litre ~liter"],
    ["1000", "m³ m3 cubic_metre cubic_meter"],
    ["0.001", "cm³ cm3 cc cubic_centimetre cubic_centimeter"],
    ["1", "dm³ dm3"],
    ["0.016387064", "in³ in3 cubic_inch"],
    ["28.316846592", "ft³ ft3 cubic_foot cubic_feet"],
    ["764.554857984", "yd³ yd3 cubic_yard"],
    ["3.785411784", "gal gallon us_gal us_gallon"],
    ["0.946352946", "qt quart us_quart"],
    ["0.473176473", "pt pint us_pint"],
    ["0.2365882365", "cup us_cup"],
    ["0.25", "metric_cup"],
    ["0.0295735295625", "fl_oz floz fluid_ounce us_fl_oz"],
    ["0.01478676478125", "tbsp tablespoon"],
    ["0.00492892159375", "tsp teaspoon"],
    ["0.015", "metric_tbsp"],
    ["0.005", "metric_tsp"],
    ["4.54609", "imperial_gal imperial_gallon uk_gallon"],
    ["0.56826125", "imperial_pint uk_pint"],
    ["0.0284130625", "imperial_fl_oz uk_fl_oz"],
    ["158.987294928", "bbl barrel oil_barrel"],
  ],
  "a speed": [
    ["1", "m/s mps metre_per_second meter_per_second"],
    ["1/3.6", "km/h kmh kph kilometre_per_hour kilometer_per_hour"],
    ["0.44704", "mph mi/h mile_per_hour miles_per_hour"],
    ["1852/3600", "kn knot"],
    ["0.3048", "ft/s fps"],
    ["1000", "km/s"],
    ["299792458", "c speed_of_light"],
  ],
  "an area": [
    ["1", "m² m2 sqm square_metre square_meter"],
    ["1000000", "km² km2 square_kilometre square_kilometer"],
    ["0.0001", "cm² cm2 square_centimetre square_centimeter"],
    ["0.000001", "mm² mm2"],
    ["10000", "ha hectare"],
    ["100", "are"],
    ["4046.8564224", "ac acre"],
    ["0.00064516", "in² in2 sq_in square_inch square_inches"],
    ["0.09290304", "ft² ft2 sqft sq_ft square_foot square_feet"],
    ["0.83612736", "yd² yd2 square_yard"],
    ["2589988.110336", "mi² mi2 sq_mi square_mile"],
  ],
  "an amount of data": [
    ["1", "~bit ~b"],
    ["8", "~B ~byte"],
  ],
  "a data rate": [
    ["1", "~bit/s ~bps ~b/s"],
    ["8", "~B/s"],
  ],
  "an energy": [
    ["1", "~J ~joule"],
    ["3600", "~Wh ~watt_hour"],
    ["4.184", "~cal ~calorie"],
    ["1055.05585262", "BTU btu"],
    ["1.602176634e-19", "~eV electronvolt"],
    ["1.3558179483314004", "ft_lbf foot_pound"],
    ["105505585.262", "therm"],
  ],
  "a power": [
    ["1", "~W ~watt"],
    ["745.69987158227022", "hp horsepower"],
    ["735.49875", "PS metric_hp metric_horsepower"],
    ["1055.05585262/3600", "BTU/h"],
  ],
  "a pressure": [
    ["1", "~Pa ~pascal"],
    ["100000", "~bar"],
    ["101325", "atm atmosphere"],
    ["101325/760", "torr"],
    ["133.322387415", "mmHg"],
    ["3386.388640341", "inHg"],
    ["4.4482216152605/0.00064516", "psi"],
    ["98066.5", "at"],
  ],
  "a force": [
    ["1", "~N ~newton"],
    ["4.4482216152605", "lbf pound_force"],
    ["9.80665", "kgf kilogram_force kp"],
    ["0.00001", "dyn dyne"],
  ],
  "a time": [
    ["1", "~s ~second sec"],
    ["60", "min minute"],
    ["3600", "h hr hour"],
    ["86400", "d day"],
    ["604800", "wk week"],
    ["1209600", "fortnight"],
    ["2629746", "month"],
    ["31556952", "year yr"],
    ["3155695200", "century"],
  ],
  "a frequency": [
    ["1", "~Hz ~hertz"],
    ["1/60", "rpm"],
  ],
  "a fuel consumption": [["1", "l/100km L/100km"]],
  "an angle": [
    ["1", "deg degree °"],
    ["1/60", "arcmin arcminute"],
    ["1/3600", "arcsec arcsecond"],
    ["0.9", "gon grad gradian"],
    ["360", "turn revolution"],
  ],
};

/** 180/π to 40 digits. */
const DEGREES_A_RADIAN = "57.2957795130823208767981548141051703324055";

/** Those that are no mere multiples. */
const SPECIAL: Record<string, Unit> = {
  "°C": { kind: "a temperature", factor: [1n, 1n], offset: [27315n, 100n] },
  "°F": { kind: "a temperature", factor: [5n, 9n], offset: [45967n, 180n] },
  "°R": { kind: "a temperature", factor: [5n, 9n] },
  mpg: { kind: "a fuel consumption", factor: [378541178400n, 1609344000n], inverse: true },
  "imperial mpg": { kind: "a fuel consumption", factor: [454609000000n, 1609344000n], inverse: true },
  "km/l": { kind: "a fuel consumption", factor: [100n, 1n], inverse: true },
  rad: { kind: "an angle", factor: readNumber(DEGREES_A_RADIAN), rounded: true },
};
const OTHER_NAMES: Record<string, string> = {
  C: "°C",
  celsius: "°C",
  "degrees celsius": "°C",
  centigrade: "°C",
  F: "°F",
  fahrenheit: "°F",
  "degrees fahrenheit": "°F",
  rankine: "°R",
  "us mpg": "mpg",
  "uk mpg": "imperial mpg",
  kmpl: "km/l",
  radian: "rad",
  radians: "rad",
};

const PREFIXES: [sign: string, name: string, power: number][] = [
  ["Q", "quetta", 30],
  ["R", "ronna", 27],
  ["Y", "yotta", 24],
  ["Z", "zetta", 21],
  ["E", "exa", 18],
  ["P", "peta", 15],
  ["T", "tera", 12],
  ["G", "giga", 9],
  ["M", "mega", 6],
  ["k", "kilo", 3],
  ["h", "hecto", 2],
  ["da", "deca", 1],
  ["d", "deci", -1],
  ["c", "centi", -2],
  ["m", "milli", -3],
  ["µ", "micro", -6],
  ["μ", "micro", -6],
  ["u", "micro", -6],
  ["n", "nano", -9],
  ["p", "pico", -12],
  ["f", "femto", -15],
];
const BINARY: [sign: string, name: string, power: number][] = [
  ["Ki", "kibi", 10],
  ["Mi", "mebi", 20],
  ["Gi", "gibi", 30],
  ["Ti", "tebi", 40],
  ["Pi", "pebi", 50],
  ["Ei", "exbi", 60],
];

/** Every unit by its names, spelled as they are. A name of its own goes before one with a prefix (pt, ft, ct). */
function allUnits(): Map<string, Unit> {
  const units = new Map<string, Unit>(Object.entries(SPECIAL));
  for (const [name, same] of Object.entries(OTHER_NAMES)) units.set(name, SPECIAL[same] as Unit);
  const rows = Object.entries(UNITS).flatMap(([kind, all]) =>
    all.map(([factor, names]) => ({ kind, factor: readNumber(factor), names: names.split(" ") })),
  );
  const plain = (name: string) => name.replace("~", "").replace(/_/g, " ");
  for (const { kind, factor, names } of rows)
    for (const name of names) units.set(plain(name), { kind, factor });
  for (const { kind, factor, names } of rows)
    for (const name of names.filter((each) => each.startsWith("~")))
      for (const [prefix, scale] of prefixesOf(plain(name), kind))
        if (!units.has(prefix + plain(name)))
          units.set(prefix + plain(name), { kind, factor: times(factor, scale) });
  return units;
}

/** Signs take signs, words take words. */
function prefixesOf(name: string, kind: string): [string, Fraction][] {
  const isSign = name.length <= 2 || /^(?:bit|bps|bar|cal$)|\//.test(name);
  const either = ([sign, word]: [string, string, number]) => (isSign ? [sign, word] : [word]);
  const metric = PREFIXES.flatMap((row) =>
    either(row).map((prefix): [string, Fraction] => [
      prefix,
      row[2] >= 0 ? [10n ** BigInt(row[2]), 1n] : [1n, 10n ** BigInt(-row[2])],
    ]),
  );
  const binary = BINARY.flatMap((row) =>
    either(row).map((prefix): [string, Fraction] => [prefix, [2n ** BigInt(row[2]), 1n]]),
  );
  return kind.includes("data") ? [...metric, ...binary] : metric;
}

/** By its exact spelling first: Mb and mb, C and c are different things. */
function findUnit(given: string): Unit {
  const name = given
    .trim()
    .replace(/[_\s]+/g, " ")
    .replace(/\^?2$/, "²")
    .replace(/\^?3$/, "³")
    .replace(/^º|^deg(?:rees?)? (?=[CF]$)/, "°");
  const units = allUnits();
  const singular = name.replace(/(?<=..)s$/, "");
  const exact = units.get(name) ?? units.get(singular);
  if (exact) return exact;
  const wanted = [name.toLowerCase(), singular.toLowerCase()];
  const found = [...units].filter(([each]) => wanted.includes(each.toLowerCase()));
  const [first] = found;
  if (!first) throw new RangeError(`The unit ${given} is not known here`);
  const same = found.every(
    ([, { kind, factor }]) => kind === first[1].kind && String(factor) === String(first[1].factor),
  );
  if (!same)
    throw new RangeError(
      `${given} can be ${found.map(([each]) => each).join(" or ")}: mind upper and lower case`,
    );
  return first[1];
}
