/** A drawer, in a part of its own: what traps focus and locks scrolling is only loaded where there is one. */
import { Drawer } from "@mantine/core";

export default Drawer;
