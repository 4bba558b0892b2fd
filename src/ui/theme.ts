import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent: an ink blue. */
const ink: MantineColorsTuple = [
  "#eef1fd",
  "#dbe1f8",
  "#b4c0ef",
  "#8b9ce7",
  "#687ede",
  "#526bda",
  "#3f5bd8",
  "#3550c4",
  "#2c46ad",
  "#223a94",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { ink },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "0.78rem", sm: "0.86rem", md: "0.94rem", lg: "1.06rem", xl: "1.25rem" },
  headings: { fontWeight: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
});
