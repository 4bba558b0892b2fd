import { expose } from "comlink";
import { countTokens } from "./tokens.ts";

const counter = { countTokens };
export type TokenWorker = typeof counter;

expose(counter);
