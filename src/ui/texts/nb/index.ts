/** Norwegian bokmål: one chunk, loaded only where it is the language. */
import type { Translations } from "../language.ts";
import { agents } from "./agents.ts";
import { app } from "./app.ts";
import { backup } from "./backup.ts";
import { carry } from "./carry.ts";
import { conversation } from "./conversation.ts";
import { core } from "./core.ts";
import { explorers } from "./explorers.ts";
import { library } from "./library.ts";
import { search } from "./search.ts";
import { sources } from "./sources.ts";
import { tools } from "./tools.ts";
import { viewer } from "./viewer.ts";
import { workspace } from "./workspace.ts";

const translations: Translations = {
  agents,
  app,
  backup,
  conversation,
  explorers,
  core,
  carry,
  library,
  search,
  sources,
  tools,
  viewer,
  workspace,
};

export default translations;
