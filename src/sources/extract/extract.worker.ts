/** Reading files off the page's thread. */
import { expose } from "comlink";
import { createExtractService } from "./extract-service.ts";

expose(createExtractService());
