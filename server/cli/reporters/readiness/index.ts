import type { ReadinessReporter } from "../../readiness-report.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { pretty } from "./pretty.ts";

/** The reporter of each format of `readiness`. */
export const readinessReporters = { pretty, json, markdown, junit } as const satisfies Readonly<Record<string, ReadinessReporter>>;
