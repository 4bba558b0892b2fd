import { createContext, useContext } from "react";
import type { AgentWorkspace, credentials } from "../client/index.ts";

export interface AppServices {
  /** Of this page, or of the server that the address names. */
  client: AgentWorkspace;
  credentials: typeof credentials;
}

export const AppContext = createContext<AppServices | null>(null);

function useServices(): AppServices {
  const services = useContext(AppContext);
  if (!services) throw new Error("This part of the screen stands outside of the app.");
  return services;
}

/** The client that everything on the screen goes through. */
export function useClient(): AgentWorkspace {
  return useServices().client;
}

export function useCredentials(): AppServices["credentials"] {
  return useServices().credentials;
}
