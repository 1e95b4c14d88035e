// The language server's entry on Node: `--node-ipc` for VS Code, `--stdio` for other editors.
import { createConnection } from "vscode-languageserver/node";
import { findShellcheck } from "../shellcheck/program.ts";
import { diskAccess } from "./disk.ts";
import { listen } from "./server.ts";

listen(createConnection(), diskAccess, (named) => findShellcheck(named, { env: process.env }));
