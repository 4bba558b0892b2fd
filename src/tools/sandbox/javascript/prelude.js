// Runs in every fresh runtime before the program. It makes the globals that a program finds there, and gives back to
// the host what it drives the program with. All of it is the program's to tamper with, except what is captured here:
// below, nothing may be looked up on a prototype, iterated with `of` or spread, once the program runs.
(host, settings) => {
  const { apply, ownKeys, getPrototypeOf, defineProperty } = Reflect;
  const { freeze, hasOwn, keys: keysOf, prototype: objectPrototype } = Object;
  const { stringify, parse } = JSON;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { isFinite: isFiniteNumber } = Number;
  const ErrorOfProgram = Error;
  const TypeErrorOfProgram = TypeError;
  const RangeErrorOfProgram = RangeError;
  const MapOfProgram = Map;
  const SetOfProgram = Set;
  const PromiseOfProgram = Promise;
  const Bytes = Uint8Array;
  const { get: mapGet, set: mapSet, delete: mapDelete, forEach: mapForEach } = Map.prototype;
  const { add: setAdd, has: setHas, delete: setDelete, forEach: setForEach } = Set.prototype;
  const { getTime, toISOString } = Date.prototype;
  const prototypeIsOf = Object.prototype.isPrototypeOf;
  const functionToString = Function.prototype.toString;
  const regExpToString = RegExp.prototype.toString;
  const sliceText = String.prototype.slice;
  const upperCase = String.prototype.toUpperCase;
  const lowerCase = String.prototype.toLowerCase;
  const errorPrototype = Error.prototype;
  const datePrototype = Date.prototype;
  const mapPrototype = Map.prototype;
  const setPrototype = Set.prototype;
  const regExpPrototype = RegExp.prototype;
  const promisePrototype = Promise.prototype;
  const bufferPrototype = ArrayBuffer.prototype;
  const viewPrototype = DataView.prototype;

  const DEEPEST = 100;
  const LONGEST_MESSAGE = 2000;
  const LOG_LINE_COST = 16;
  /** Thrown by the writer when it has no room left; never seen by a program. */
  const NO_ROOM = freeze({ __proto__: null });

  const inherits = (value, prototype) => apply(prototypeIsOf, prototype, [value]);
  const cut = (text, length) => (text.length > length ? `${apply(sliceText, text, [0, length])}…` : text);

  /**
   * Writes JSON, up to a number of characters. As JSON.stringify, but: digits for a BigInt, words for NaN and Infinity,
   * an object or pairs for a Map, an array for a Set, name and message for an Error; what contains itself, is nested
   * too deep or is a promise is an error. With `forReading` nothing is an error: the place says what was there.
   */
  function createWriter(room, forReading) {
    let out = "";
    const path = new SetOfProgram();

    const put = (text) => {
      if (text.length > room) {
        if (forReading) out += apply(sliceText, text, [0, room]);
        room = 0;
        throw NO_ROOM;
      }
      room -= text.length;
      out += text;
    };
    // A long text is refused, or cut, before a copy of it is made.
    const putText = (text) => {
      if (text.length > room && !forReading) throw NO_ROOM;
      put(stringify(text.length > room ? apply(sliceText, text, [0, room]) : text));
    };
    const isLeftOut = (value) =>
      value === undefined || (!forReading && (typeof value === "function" || typeof value === "symbol"));

    const plain = (value) => {
      if (typeof value !== "object" || value === null || isArray(value)) return value;
      const prototype = getPrototypeOf(value);
      if (prototype === null) return value;
      if (prototype === objectPrototype && !hasOwn(value, "toJSON")) return value;
      if (inherits(value, datePrototype)) {
        const time = apply(getTime, value, []);
        return isFiniteNumber(time) ? apply(toISOString, value, []) : null;
      }
      const convert = value.toJSON;
      if (typeof convert === "function" && convert !== objectPrototype.toJSON)
        return apply(convert, value, []);
      return value;
    };

    const putList = (length, at, depth) => {
      put("[");
      for (let i = 0; i < length; i++) {
        if (i > 0) put(",");
        const item = plain(at(i));
        if (isLeftOut(item)) put("null");
        else putValue(item, depth);
      }
      put("]");
    };
    const createMembers = (depth) => {
      let first = true;
      return (key, value) => {
        const item = plain(value);
        if (isLeftOut(item)) return;
        if (!first) put(",");
        first = false;
        putText(key);
        put(":");
        putValue(item, depth);
      };
    };

    const putMap = (map, depth) => {
      let named = true;
      apply(mapForEach, map, [
        (_, key) => {
          if (typeof key !== "string" && typeof key !== "number") named = false;
        },
      ]);
      if (named) {
        put("{");
        const member = createMembers(depth);
        apply(mapForEach, map, [(value, key) => member(`${key}`, value)]);
        put("}");
        return;
      }
      let first = true;
      put("[");
      apply(mapForEach, map, [
        (value, key) => {
          if (!first) put(",");
          first = false;
          const pair = [key, value];
          putList(2, (i) => pair[i], depth);
        },
      ]);
      put("]");
    };
    const putSet = (set, depth) => {
      let first = true;
      put("[");
      apply(setForEach, set, [
        (value) => {
          if (!first) put(",");
          first = false;
          const item = plain(value);
          if (isLeftOut(item)) put("null");
          else putValue(item, depth);
        },
      ]);
      put("]");
    };

    const putObject = (value, depth) => {
      if (isArray(value)) return putList(value.length, (i) => value[i], depth);
      if (inherits(value, mapPrototype)) return putMap(value, depth);
      if (inherits(value, setPrototype)) return putSet(value, depth);
      if (inherits(value, regExpPrototype)) return putText(apply(regExpToString, value, []));
      if (isView(value) && !inherits(value, viewPrototype))
        return putList(value.length, (i) => value[i], depth);
      if (inherits(value, bufferPrototype)) return putObject(new Bytes(value), depth);
      if (inherits(value, promisePrototype)) {
        if (forReading) return putText("[promise]");
        throw new TypeErrorOfProgram("The result holds a promise that was not awaited.");
      }
      put("{");
      const member = createMembers(depth);
      if (inherits(value, errorPrototype)) {
        member("name", `${value.name}`);
        member("message", `${value.message}`);
      }
      const keys = keysOf(value);
      for (let i = 0; i < keys.length; i++) member(keys[i], value[keys[i]]);
      put("}");
    };

    const putValue = (value, depth) => {
      switch (typeof value) {
        case "string":
          return putText(value);
        case "number":
          return isFiniteNumber(value) ? put(`${value}`) : putText(`${value}`);
        case "bigint":
          return putText(`${value}`);
        case "boolean":
          return put(value ? "true" : "false");
        case "object": {
          if (value === null) return put("null");
          if (apply(setHas, path, [value])) {
            if (forReading) return putText("[itself]");
            throw new TypeErrorOfProgram("The result contains itself, which JSON cannot say.");
          }
          if (depth >= DEEPEST) {
            if (forReading) return putText("[deeper]");
            throw new TypeErrorOfProgram(`The result is nested deeper than ${DEEPEST}.`);
          }
          apply(setAdd, path, [value]);
          putObject(value, depth + 1);
          apply(setDelete, path, [value]);
          return;
        }
        case "function":
          return putText("[function]");
        case "symbol":
          return putText("[symbol]");
        default:
          return put("null");
      }
    };

    return {
      write: (value) => putValue(plain(value), 0),
      written: () => out,
    };
  }

  /** What a program hands to the host, as JSON. */
  function encode(value) {
    const writer = createWriter(settings.output_characters, false);
    try {
      writer.write(value);
    } catch (error) {
      if (error !== NO_ROOM) throw error;
      throw new RangeErrorOfProgram(`This is more than ${settings.output_characters} characters.`);
    }
    return writer.written();
  }

  function encodeResult(value) {
    if (typeof value === "function" || typeof value === "symbol")
      throw new TypeErrorOfProgram(`The result is a ${typeof value}, which cannot be handed over.`);
    const writer = createWriter(settings.output_characters, false);
    try {
      writer.write(value);
    } catch (error) {
      if (error === NO_ROOM) host.stop();
      throw error;
    }
    return writer.written();
  }

  /** One value of a log line. Never throws but for lack of room. */
  function readable(value, room) {
    if (typeof value === "string") return cut(value, room);
    if (value === undefined) return "undefined";
    if (typeof value === "bigint") return cut(`${value}n`, room);
    const writer = createWriter(room, true);
    try {
      if (typeof value === "object" && value !== null && inherits(value, errorPrototype))
        return cut(`${value.name}: ${value.message}`, room);
      if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
      writer.write(value);
    } catch (error) {
      return `${writer.written()}${error === NO_ROOM ? "…" : " [could not be read]"}`;
    }
    return writer.written();
  }

  let logRoom = settings.output_characters;
  function log(level, values) {
    if (logRoom < 0) throw new RangeErrorOfProgram("The log is full.");
    let text = "";
    for (let i = 0; i < values.length && text.length <= logRoom; i++)
      text += `${i > 0 ? " " : ""}${readable(values[i], logRoom - text.length)}`;
    host.log(stringify([level, text.length > logRoom ? cut(text, logRoom) : text]));
    logRoom -= text.length + LOG_LINE_COST;
    if (logRoom < 0) {
      host.stop();
      throw new RangeErrorOfProgram("The log is full.");
    }
  }

  const waiting = new MapOfProgram();
  let lastId = 0;

  /** Asks the host for something; the error, should there be one, is made here, where the program's line is known. */
  function ask(kind, request) {
    const failure = new ErrorOfProgram();
    return new PromiseOfProgram((resolve, reject) => {
      const id = ++lastId;
      host.ask(id, kind, encode(request));
      apply(mapSet, waiting, [id, { __proto__: null, resolve, reject, failure }]);
    });
  }

  function settle(id, answerText) {
    const { resolve, reject, failure } = apply(mapGet, waiting, [id]);
    apply(mapDelete, waiting, [id]);
    const answer = parse(answerText);
    if (answer.ok) return resolve(answer.value);
    defineProperty(failure, "message", {
      __proto__: null,
      value: answer.message,
      configurable: true,
      writable: true,
    });
    reject(failure);
  }

  const timers = new MapOfProgram();

  function fire(id) {
    const timer = apply(mapGet, timers, [id]);
    apply(mapDelete, timers, [id]);
    if (timer) apply(timer.callback, undefined, timer.args);
  }

  function headersToRecord(headers) {
    const record = { __proto__: null };
    const put = (name, value) => {
      record[apply(lowerCase, `${name}`, [])] = `${value}`;
    };
    if (headers === undefined || headers === null) return record;
    if (inherits(headers, mapPrototype)) apply(mapForEach, headers, [(value, name) => put(name, value)]);
    else if (isArray(headers)) for (let i = 0; i < headers.length; i++) put(headers[i][0], headers[i][1]);
    else {
      const names = keysOf(headers);
      for (let i = 0; i < names.length; i++) put(names[i], headers[names[i]]);
    }
    return record;
  }

  function createResponse({ url, status, headers, body }) {
    const header = (name) => {
      const key = apply(lowerCase, `${name}`, []);
      return hasOwn(headers, key) ? headers[key] : null;
    };
    return freeze({
      url,
      status,
      ok: status >= 200 && status < 300,
      headers: freeze({
        get: header,
        has: (name) => header(name) !== null,
        forEach: (callback) => {
          const names = keysOf(headers);
          for (let i = 0; i < names.length; i++) callback(headers[names[i]], names[i]);
        },
      }),
      text: async () => body,
      json: async () => parse(body),
    });
  }

  const globals = {
    __proto__: null,
    console: {
      debug: (...values) => log("debug", values),
      log: (...values) => log("log", values),
      info: (...values) => log("info", values),
      warn: (...values) => log("warn", values),
      error: (...values) => log("error", values),
    },
    async fetch(address, options) {
      const { method = "GET", headers, body } = options ?? {};
      if (
        body !== undefined &&
        body !== null &&
        typeof body === "object" &&
        getPrototypeOf(body) === objectPrototype
      )
        throw new TypeErrorOfProgram("The body of a request is a text: use JSON.stringify.");
      return createResponse(
        await ask("fetch", {
          url: `${address}`,
          method: apply(upperCase, `${method}`, []),
          headers: headersToRecord(headers),
          body: body === undefined || body === null ? null : `${body}`,
        }),
      );
    },
    agent: { __proto__: null },
    setTimeout(callback, delay = 0, ...args) {
      if (typeof callback !== "function") throw new TypeErrorOfProgram("setTimeout takes a function.");
      const id = ++lastId;
      host.startTimer(id, +delay);
      apply(mapSet, timers, [id, { __proto__: null, callback, args }]);
      return id;
    },
    clearTimeout(id) {
      if (apply(mapDelete, timers, [id])) host.stopTimer(id);
    },
  };
  const methods = settings.agent_methods;
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i];
    globals.agent[method] = (...args) => ask("agent", { method, args });
  }
  const names = ownKeys(globals);
  for (let i = 0; i < names.length; i++) {
    const value = globals[names[i]];
    const members = ownKeys(value);
    // What the host gives cannot be changed from inside; a program may still name something of its own alike.
    if (typeof value === "object") for (let j = 0; j < members.length; j++) freeze(value[members[j]]);
    defineProperty(globalThis, names[i], {
      __proto__: null,
      value: freeze(value),
      configurable: true,
      writable: true,
    });
  }

  /** Calls the function of the program, with arguments put in the order of its parameters; gives a promise. */
  function call(callable, argsText, parametersText) {
    return new PromiseOfProgram((resolve) => {
      if (typeof callable !== "function") throw new TypeErrorOfProgram("This is not a function.");
      const args = parse(argsText);
      const parameters = parse(parametersText);
      const inOrder = [];
      for (let i = 0; i < parameters.length; i++) {
        const { kind, name } = parameters[i];
        const value = kind === "all" ? args : hasOwn(args, name) ? args[name] : undefined;
        const put = (at, item) =>
          defineProperty(inOrder, at, { __proto__: null, value: item, configurable: true, enumerable: true });
        if (kind === "rest" && isArray(value)) for (let j = 0; j < value.length; j++) put(i + j, value[j]);
        else if (kind !== "rest" || value !== undefined) put(i, value);
      }
      resolve(apply(callable, undefined, inOrder));
    });
  }

  /** What was thrown, as JSON. */
  function describe(thrown) {
    let name = "Error";
    let message = "";
    let stack = "";
    try {
      if (typeof thrown === "object" && thrown !== null && inherits(thrown, errorPrototype)) {
        name = `${thrown.name}`;
        message = `${thrown.message}`;
        stack = `${thrown.stack}`;
      } else
        message =
          typeof thrown === "function"
            ? apply(functionToString, thrown, [])
            : readable(thrown, LONGEST_MESSAGE);
    } catch {
      message = "The error that was thrown cannot be read.";
    }
    return stringify([cut(name, 100), cut(message, LONGEST_MESSAGE), cut(stack, 10000)]);
  }

  return { call, encodeResult, describe, settle, fire };
};
