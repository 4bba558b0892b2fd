import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { useLive } from "../use-live.ts";

/** Applies the stored colour scheme. */
export function ColorScheme() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useLive((client) => client.getSettings(), []).value?.color_scheme;
  useEffect(() => {
    if (scheme) setColorScheme(scheme);
  }, [scheme, setColorScheme]);
  return null;
}
