// The end-to-end suite, as VS Code's extension host loads it.

// First, where the sample is the only service there is.
import "./readiness.test.ts";
import "./findings.test.ts";
import "./fixes.test.ts";
import "./workflows.test.ts";
import "./kubernetes.test.ts";
import "./compose.test.ts";
import "./generate.test.ts";
import "./snippets.test.ts";
import "./commands.test.ts";
import "./alone.test.ts";

export { runTests as run } from "./harness.ts";
