import type { Format } from "../commands/index.ts";
import type { Reporter } from "../report.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { pretty } from "./pretty.ts";
import { sarif } from "./sarif.ts";

/** The reporter of each format. */
export const reporters: Readonly<Record<Format, Reporter>> = { pretty, json, sarif, github, gitlab, junit };
