import { createContext, useContext } from "react";
import type { credentials, LocalClient } from "../client/index.ts";

export interface AppServices {
  client: LocalClient;
  credentials: typeof credentials;
}

export const AppContext = createContext<AppServices | null>(null);

function useServices(): AppServices {
  const services = useContext(AppContext);
  if (!services) throw new Error("This part of the screen stands outside of the app.");
  return services;
}

/** The client that everything on the screen goes through. */
export function useClient(): LocalClient {
  return useServices().client;
}

export function useCredentials(): AppServices["credentials"] {
  return useServices().credentials;
}
