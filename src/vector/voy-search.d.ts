/** The glue of voy-search without the import of its wasm, which no browser and no Vite build takes as it stands. */
declare module "voy-search/voy_search_bg.js" {
  export { Voy } from "voy-search";
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
