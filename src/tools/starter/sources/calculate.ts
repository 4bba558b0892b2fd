type integer = number;

/** A number as a fraction in lowest terms; `exact` is false once something had to be rounded. */
interface Value {
  top: bigint;
  bottom: bigint;
  exact: boolean;
}

/**
 * Calculates with exact fractions of any length: nothing is rounded but what has no end.
 *
 * @param expression - E.g. `0.1 + 0.2`, `(3/4)^-2`, `50!`, `round(2/3, 4)`, `200 * 15%`. Operators + - * / ^ !; `a % b`
 *   with a number behind it is the remainder (it has the sign of b), a `%` at the end of a number is a percentage.
 *   Functions: sqrt, cbrt, abs, sign, floor, ceil, trunc, round(x, places), min, max, sum, mean, gcd, lcm, mod, exp, ln,
 *   log (base 10, or log(x, base)), sin, cos, tan, asin, acos, atan (radians; sin(30*deg) for degrees). Constants: pi,
 *   e, tau, deg.
 * @param digits - How many significant digits a result that has no end is rounded to, 1 to 1000.
 * @returns the result; the exact fraction where the decimals have no end; whether it is rounded.
 */
export function calculate(
  expression: string,
  digits: integer = 20,
): { result: string; fraction?: string; rounded: boolean } {
  if (!Number.isInteger(digits) || digits < 1 || digits > 1000)
    throw new RangeError("digits must be a whole number from 1 to 1000");
  const value = new Reader(expression, new Functions(digits)).read();
  const ending = value.exact ? endingDecimal(value) : null;
  if (ending !== null) return { result: ending, rounded: false };
  const result = roundedDecimal(value, digits);
  const fraction = `${value.top}/${value.bottom}`;
  return value.exact && fraction.length <= 200
    ? { result, fraction, rounded: true }
    : { result, rounded: true };
}

/** Longest number that is worked with, in bits. */
const LONGEST = 1_000_000;

const abs = (n: bigint) => (n < 0n ? -n : n);
const bits = (n: bigint) => abs(n).toString(16).length * 4;

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

function make(top: bigint, bottom = 1n, exact = true): Value {
  if (bottom === 0n) throw new RangeError("Division by zero");
  const shared = gcd(top, bottom) || 1n;
  const sign = bottom < 0n ? -1n : 1n;
  return { top: (sign * top) / shared, bottom: (sign * bottom) / shared, exact };
}

const add = (a: Value, b: Value) =>
  make(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom, a.exact && b.exact);
const negate = (a: Value): Value => ({ ...a, top: -a.top });
const subtract = (a: Value, b: Value) => add(a, negate(b));
const multiply = (a: Value, b: Value) => make(a.top * b.top, a.bottom * b.bottom, a.exact && b.exact);
const divide = (a: Value, b: Value) => make(a.top * b.bottom, a.bottom * b.top, a.exact && b.exact);
const compare = (a: Value, b: Value) => {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
const isWhole = (a: Value) => a.bottom === 1n;

function floor(a: Value): Value {
  const down = a.top / a.bottom;
  return make(a.top < 0n && down * a.bottom !== a.top ? down - 1n : down, 1n, a.exact);
}

/** Halves go away from zero. */
function round(a: Value, places: bigint): Value {
  if (abs(places) > 10_000n) throw new RangeError("round: too many places");
  const scale = places >= 0n ? make(10n ** places) : make(1n, 10n ** -places);
  const scaled = multiply(a, scale);
  const up = floor(add(scaled.top < 0n ? negate(scaled) : scaled, make(1n, 2n)));
  return divide(scaled.top < 0n ? negate(up) : up, scale);
}

function remainder(a: Value, b: Value): Value {
  return subtract(a, multiply(b, floor(divide(a, b))));
}

function factorial(a: Value): Value {
  if (!isWhole(a) || a.top < 0n) throw new RangeError("! takes a whole number from 0");
  if (a.top > 5000n) throw new RangeError("! takes numbers up to 5000");
  let product = 1n;
  for (let n = 2n; n <= a.top; n += 1n) product *= n;
  return make(product, 1n, a.exact);
}

function wholePower(a: Value, exponent: bigint): Value {
  const size = Math.max(bits(a.top), bits(a.bottom));
  if (abs(a.top) > 1n || a.bottom > 1n)
    if (abs(exponent) * BigInt(size) > BigInt(LONGEST))
      throw new RangeError("This power is too long to write out");
  const small = abs(a.top) <= 1n && a.bottom === 1n;
  const times = small ? (exponent % 2n === 0n ? 2n : 1n) : abs(exponent);
  if (exponent === 0n) return make(1n, 1n, a.exact);
  const power = make(a.top ** times, a.bottom ** times, a.exact);
  return exponent < 0n ? divide(make(1n), power) : power;
}

/** The greatest whole number whose `degree`th power is not above n. */
function wholeRoot(n: bigint, degree: bigint): bigint {
  if (n < 2n) return n;
  let guess = 1n << (BigInt(n.toString(2).length) / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * guess + n / guess ** (degree - 1n)) / degree;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** What has to be rounded is worked out in whole multiples of a small unit, with digits to spare. */
class Functions {
  readonly #unit: bigint;
  readonly #spare: number;
  readonly #digits: number;
  #pi: bigint | null = null;
  #ln2: bigint | null = null;

  constructor(digits: number) {
    this.#digits = digits;
    this.#spare = digits + 25;
    this.#unit = 10n ** BigInt(this.#spare);
  }

  #from(a: Value): bigint {
    return (a.top * this.#unit) / a.bottom;
  }

  #to(n: bigint): Value {
    return make(n, this.#unit, false);
  }

  #times = (a: bigint, b: bigint) => (a * b) / this.#unit;

  /** A calculator with more digits, for what loses some on the way. */
  #finer(more: number): Functions {
    if (more > 5000) throw new RangeError("This number is too large for that function");
    return new Functions(this.#digits + more);
  }

  /** What is left of rounded numbers that cancel out is nothing. */
  settled(value: Value, scale: Value): Value {
    const small = make(abs(value.top) * 10n ** BigInt(this.#digits + 10), value.bottom);
    return !value.exact && compare(small, make(abs(scale.top), scale.bottom)) < 0
      ? make(0n, 1n, false)
      : value;
  }

  root(a: Value, degree: bigint): Value {
    if (a.top < 0n && degree % 2n === 0n) throw new RangeError("There is no real root of a negative number");
    if (a.top < 0n) return negate(this.root(negate(a), degree));
    if (a.top === 0n) return a;
    const top = wholeRoot(a.top, degree);
    const bottom = wholeRoot(a.bottom, degree);
    if (top ** degree === a.top && bottom ** degree === a.bottom) return make(top, bottom, a.exact);
    // Small numbers need more digits behind the point to have as many that count.
    const small = Math.max(0, Math.ceil((bits(a.bottom) - bits(a.top)) * 0.302));
    const scale = this.#unit * 10n ** BigInt(Math.ceil(small / Number(degree)));
    return make(wholeRoot((a.top * scale ** degree) / a.bottom, degree), scale, false);
  }

  pi(): bigint {
    if (this.#pi === null) {
      const inverseTangent = (n: bigint) => {
        let power = (this.#unit * 1000n) / n;
        let total = power;
        for (let k = 3n; power !== 0n; k += 2n) {
          power /= -n * n;
          total += power / k;
        }
        return total;
      };
      this.#pi = (16n * inverseTangent(5n) - 4n * inverseTangent(239n)) / 1000n;
    }
    return this.#pi;
  }

  constant(name: string): Value | null {
    if (name === "pi") return this.#to(this.pi());
    if (name === "tau") return this.#to(2n * this.pi());
    if (name === "deg") return this.#to(this.pi() / 180n);
    return name === "e" ? this.exp(make(1n)) : null;
  }

  #lnTwo(): bigint {
    this.#ln2 ??= 2n * this.#halfLog(this.#unit / 3n);
    return this.#ln2;
  }

  /** The area tangent of x, by its series. */
  #halfLog(x: bigint): bigint {
    const square = this.#times(x, x);
    let power = x;
    let total = x;
    for (let k = 3n; power !== 0n; k += 2n) {
      power = this.#times(power, square);
      total += power / k;
    }
    return total;
  }

  ln(a: Value): Value {
    if (a.top <= 0n) throw new RangeError("ln takes numbers above 0");
    if (a.top === a.bottom) return make(0n, 1n, a.exact);
    // Near 1 the result is small: it needs more digits behind the point.
    const close = bits(a.bottom) - bits(a.top - a.bottom);
    if (close > 8) return this.#finer(Math.ceil(close * 0.302)).#lnOf(a);
    return this.#lnOf(a);
  }

  #lnOf(a: Value): Value {
    const shift = bits(a.top) - bits(a.bottom);
    const scaled =
      shift >= 0 ? make(a.top, a.bottom << BigInt(shift)) : make(a.top << BigInt(-shift), a.bottom);
    const x = divide(subtract(scaled, make(1n)), add(scaled, make(1n)));
    return this.#to(2n * this.#halfLog(this.#from(x)) + BigInt(shift) * this.#lnTwo());
  }

  exp(a: Value): Value {
    if (a.top === 0n) return make(1n, 1n, a.exact);
    const size = Number(a.top / a.bottom);
    if (Math.abs(size) > 10_000) throw new RangeError("exp takes numbers from -10000 to 10000");
    const more = Math.ceil(Math.abs(size) * Math.LOG10E);
    return more > 20 ? this.#finer(more).#expOf(a) : this.#expOf(a);
  }

  #expOf(a: Value): Value {
    const x = this.#from(a);
    const two = this.#lnTwo();
    const turns = x / two;
    const rest = (x - turns * two) / 256n;
    let term = this.#unit;
    let total = this.#unit;
    for (let k = 1n; term !== 0n; k += 1n) {
      term = this.#times(term, rest) / k;
      total += term;
    }
    for (let i = 0; i < 8; i += 1) total = this.#times(total, total);
    return turns >= 0n ? this.#to(total << turns) : make(total, this.#unit << -turns, false);
  }

  power(a: Value, b: Value): Value {
    if (isWhole(b)) return { ...wholePower(a, b.top), exact: a.exact && b.exact };
    if (a.top === 0n) {
      if (b.top < 0n) throw new RangeError("Division by zero");
      return make(0n);
    }
    if (b.exact && b.bottom <= 1000n && (a.top > 0n || b.bottom % 2n === 1n)) {
      const root = this.root(a, b.bottom);
      if (root.exact) return wholePower(root, b.top);
      if (a.top < 0n) return this.root(wholePower(a, b.top), b.bottom);
    }
    if (a.top < 0n) throw new RangeError("There is no real power of this negative number");
    return this.exp(multiply(b, this.#finer(25).ln(a)));
  }

  #sineOf(a: Value, ahead: bigint): Value {
    if (a.top === 0n && ahead === 0n) return make(0n, 1n, a.exact);
    const size = bits(a.top) - bits(a.bottom);
    return (size > 8 ? this.#finer(Math.ceil(size * 0.302)) : this).#turned(a, ahead);
  }

  /** The sine of a, `ahead` quarter turns on. */
  #turned(a: Value, ahead: bigint): Value {
    const quarter = this.pi() / 2n;
    let x = (this.#from(a) + ahead * quarter) % (4n * quarter);
    if (x < 0n) x += 4n * quarter;
    const back = x > 2n * quarter;
    if (back) x -= 2n * quarter;
    if (x > quarter) x = 2n * quarter - x;
    const square = this.#times(x, x);
    let term = x;
    let total = x;
    for (let k = 2n; term !== 0n; k += 2n) {
      term = -this.#times(term, square) / (k * (k + 1n));
      total += term;
    }
    return this.settled(this.#to(back ? -total : total), make(1n));
  }

  sin = (a: Value) => this.#sineOf(a, 0n);
  cos = (a: Value) => (a.top === 0n ? make(1n, 1n, a.exact) : this.#sineOf(a, 1n));
  tan = (a: Value) => divide(this.sin(a), this.cos(a));

  atan = (a: Value): Value => {
    if (a.top === 0n) return a;
    if (compare(a, make(1n)) > 0) return subtract(this.#to(this.pi() / 2n), this.atan(divide(make(1n), a)));
    if (a.top < 0n) return negate(this.atan(negate(a)));
    let x = this.#from(a);
    for (let i = 0; i < 4; i += 1) {
      const hypotenuse = wholeRoot(this.#unit * this.#unit + x * x, 2n);
      x = (x * this.#unit) / (this.#unit + hypotenuse);
    }
    const square = this.#times(x, x);
    let power = x;
    let total = x;
    for (let k = 3n; power !== 0n; k += 2n) {
      power = -this.#times(power, square);
      total += power / k;
    }
    return this.#to(16n * total);
  };

  asin = (a: Value): Value => {
    const rest = subtract(make(1n), multiply(a, a));
    if (rest.top < 0n) throw new RangeError("asin and acos take numbers from -1 to 1");
    if (rest.top === 0n) return this.#to(a.top > 0n ? this.pi() / 2n : -this.pi() / 2n);
    return this.atan(divide(a, this.root(rest, 2n)));
  };

  acos = (a: Value) =>
    a.top === a.bottom ? make(0n, 1n, a.exact) : subtract(this.#to(this.pi() / 2n), this.asin(a));

  call(name: string, values: Value[]): Value {
    const [first, second] = values as [Value, Value | undefined];
    const takes = (least: number, most = least) => {
      if (values.length < least || values.length > most)
        throw new RangeError(`${name} takes ${least === most ? least : `${least} to ${most}`} numbers`);
    };
    const all = (join: (a: Value, b: Value) => Value) => {
      takes(1, Number.POSITIVE_INFINITY);
      return values.reduce(join);
    };
    const whole = (a: Value) => {
      if (!isWhole(a)) throw new RangeError(`${name} takes whole numbers`);
      return a.top;
    };
    const one: Record<string, (a: Value) => Value> = {
      sqrt: (a) => this.root(a, 2n),
      cbrt: (a) => this.root(a, 3n),
      abs: (a) => (a.top < 0n ? negate(a) : a),
      sign: (a) => make(a.top < 0n ? -1n : a.top > 0n ? 1n : 0n),
      floor,
      ceil: (a) => negate(floor(negate(a))),
      trunc: (a) => make(a.top / a.bottom, 1n, a.exact),
      exp: (a) => this.exp(a),
      ln: (a) => this.ln(a),
      sin: this.sin,
      cos: this.cos,
      tan: this.tan,
      asin: this.asin,
      acos: this.acos,
      atan: this.atan,
    };
    const simple = Object.hasOwn(one, name) ? one[name] : undefined;
    if (simple) {
      takes(1);
      return simple(first);
    }
    switch (name) {
      case "round":
        takes(1, 2);
        return round(first, second ? whole(second) : 0n);
      case "mod":
        takes(2);
        return remainder(first, second as Value);
      case "log":
        takes(1, 2);
        return this.#log(first, second ?? make(10n));
      case "min":
        return all((a, b) => (compare(a, b) <= 0 ? a : b));
      case "max":
        return all((a, b) => (compare(a, b) >= 0 ? a : b));
      case "sum":
        return all(add);
      case "mean":
        return divide(all(add), make(BigInt(values.length)));
      case "gcd":
        return all((a, b) => make(gcd(whole(a), whole(b))));
      case "lcm":
        return all((a, b) => make(abs(whole(a) * whole(b)) / (gcd(a.top, b.top) || 1n)));
      default:
        throw new SyntaxError(`There is no function ${name}`);
    }
  }

  /** Whole logarithms are exact. */
  #log(a: Value, base: Value): Value {
    const near = divide(this.ln(a), this.ln(base));
    const guess = round(near, 0n);
    if (
      a.exact &&
      base.exact &&
      abs(guess.top) * BigInt(bits(base.top) + bits(base.bottom)) < BigInt(LONGEST)
    )
      if (compare(wholePower(base, guess.top), a) === 0) return { ...guess, exact: true };
    return near;
  }
}

/** Reads an expression from left to right: sums of products of powers. */
class Reader {
  readonly #text: string;
  readonly #functions: Functions;
  #at = 0;
  #depth = 0;

  constructor(text: string, functions: Functions) {
    this.#text = text.replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/[−–]/g, "-").replace(/\*\*/g, "^");
    this.#functions = functions;
  }

  read(): Value {
    const value = this.#sum();
    if (this.#peek() !== "") throw this.#error(`"${this.#peek()}" is not expected`);
    return value;
  }

  #error(message: string) {
    return new SyntaxError(`${message}, at character ${this.#at + 1} of ${this.#text}`);
  }

  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    return this.#text[this.#at] ?? "";
  }

  #take(signs: string): string | null {
    const sign = this.#peek();
    if (sign === "" || !signs.includes(sign)) return null;
    this.#at += 1;
    return sign;
  }

  #sum(): Value {
    this.#depth += 1;
    if (this.#depth > 100) throw this.#error("It is nested too deep");
    let value = this.#product();
    for (let sign = this.#take("+-"); sign; sign = this.#take("+-")) {
      const next = this.#product();
      value = this.#functions.settled(sign === "+" ? add(value, next) : subtract(value, next), value);
    }
    this.#depth -= 1;
    return value;
  }

  #product(): Value {
    let value = this.#signed();
    for (;;) {
      const sign = this.#take("*/%");
      if (sign === "*") value = multiply(value, this.#signed());
      else if (sign === "/") value = divide(value, this.#signed());
      else if (sign === "%") value = remainder(value, this.#signed());
      // A parenthesis or a name right behind a number multiplies: 2(3 + 4), 2pi.
      else if (/[(a-zA-Z]/.test(this.#peek())) value = multiply(value, this.#power());
      else return value;
    }
  }

  #signed(): Value {
    const sign = this.#take("+-");
    if (!sign) return this.#power();
    this.#depth += 1;
    if (this.#depth > 100) throw this.#error("It is nested too deep");
    const value = this.#signed();
    this.#depth -= 1;
    return sign === "-" ? negate(value) : value;
  }

  /** Binds more than a sign before it, from right to left: -2^2 is -4, 2^3^2 is 512. */
  #power(): Value {
    const base = this.#postfix();
    return this.#take("^") ? this.#functions.power(base, this.#signed()) : base;
  }

  #postfix(): Value {
    let value = this.#atom();
    for (;;) {
      if (this.#take("!")) value = factorial(value);
      else if (this.#peek() === "%" && !/^%\s*[\d.(a-zA-Z]/.test(this.#text.slice(this.#at))) {
        this.#at += 1;
        value = divide(value, make(100n));
      } else return value;
    }
  }

  #atom(): Value {
    if (this.#take("(")) {
      const value = this.#sum();
      if (!this.#take(")")) throw this.#error('")" is missing');
      return value;
    }
    this.#peek();
    const rest = this.#text.slice(this.#at);
    const number = /^(\d[\d_]*)?(?:\.(\d+))?(?:[eE]([+-]?\d+))?/.exec(rest);
    if (number && (number[1] !== undefined || number[2] !== undefined)) {
      this.#at += number[0].length;
      const [, whole = "", decimals = "", exponent = "0"] = number;
      const power = Number(exponent) - decimals.length;
      if (Math.abs(power) > 100_000) throw this.#error("This number is too long");
      const top = BigInt(whole.replace(/_/g, "") + decimals);
      return power >= 0 ? make(top * 10n ** BigInt(power)) : make(top, 10n ** BigInt(-power));
    }
    const name = /^[a-zA-Z]\w*/.exec(rest)?.[0];
    if (name === undefined)
      throw this.#error(rest === "" ? "It ends where a number is expected" : `"${rest[0]}" is not expected`);
    this.#at += name.length;
    if (!this.#take("(")) {
      const constant = this.#functions.constant(name.toLowerCase());
      if (!constant) throw this.#error(`There is no number called ${name}`);
      return constant;
    }
    const values = [this.#sum()];
    while (this.#take(",")) values.push(this.#sum());
    if (!this.#take(")")) throw this.#error('")" is missing');
    return this.#functions.call(name.toLowerCase(), values);
  }
}

/** All decimals where they end, else null. */
function endingDecimal({ top, bottom }: Value): string | null {
  let rest = bottom;
  let places = 0;
  while (rest % 10n === 0n) {
    rest /= 10n;
    places += 1;
  }
  for (const prime of [2n, 5n])
    while (rest % prime === 0n) {
      rest /= prime;
      places += 1;
    }
  if (rest !== 1n || places > 5000) return null;
  return placed((top * 10n ** BigInt(places)) / bottom, places);
}

/** A whole number with the point so many places from its end. */
function placed(n: bigint, places: number): string {
  const digits = abs(n)
    .toString()
    .padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const decimals = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${n < 0n ? "-" : ""}${whole}${decimals ? `.${decimals}` : ""}`;
}

function roundedDecimal(value: Value, digits: number): string {
  if (value.top === 0n) return "0";
  const positive = value.top < 0n ? negate(value) : value;
  let exponent = positive.top.toString().length - positive.bottom.toString().length;
  const ten = (power: number) => (power >= 0 ? make(10n ** BigInt(power)) : make(1n, 10n ** BigInt(-power)));
  if (compare(positive, ten(exponent)) < 0) exponent -= 1;
  const places = digits - 1 - exponent;
  const rounded = multiply(round(positive, BigInt(places)), ten(places)).top;
  const sign = value.top < 0n ? "-" : "";
  if (exponent >= -20 && exponent < digits + 20)
    return sign + (places >= 0 ? placed(rounded, places) : (rounded * 10n ** BigInt(-places)).toString());
  const text = rounded.toString();
  const decimals = text.slice(1).replace(/0+$/, "");
  return `${sign}${text[0]}${decimals ? `.${decimals}` : ""}e${text.length > digits ? exponent + 1 : exponent}`;
}
