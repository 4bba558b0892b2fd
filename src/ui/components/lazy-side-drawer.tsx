import type { DrawerProps } from "@mantine/core";
import { Suspense, useRef } from "react";
import { loadable } from "../loadable.tsx";

const SideDrawer = loadable<DrawerProps>(async () => ({
  default: (await import("./side-drawer.tsx")).default,
}));

/** A drawer that is loaded when it is first opened. */
export function LazySideDrawer(props: DrawerProps) {
  const wanted = useRef(false);
  wanted.current ||= props.opened;
  if (!wanted.current) return null;
  return (
    <Suspense fallback={null}>
      <SideDrawer {...props} />
    </Suspense>
  );
}
