// The suite that runs beside an extension which has its own language server for Dockerfiles, as VS Code's extension host loads it.

import "./beside.test.ts";

export { runTests as run } from "./harness.ts";
