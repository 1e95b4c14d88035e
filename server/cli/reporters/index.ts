import type { Format } from "../commands/index.ts";
import type { Reporter } from "../report.ts";

/** The reporter of a format; only that one is loaded. */
export async function reporterOf(format: Format): Promise<Reporter> {
  switch (format) {
    case "pretty":
      return (await import("./pretty.ts")).pretty;
    case "json":
      return (await import("./json.ts")).json;
    case "sarif":
      return (await import("./sarif.ts")).sarif;
    case "github":
      return (await import("./github.ts")).github;
    case "gitlab":
      return (await import("./gitlab.ts")).gitlab;
    case "junit":
      return (await import("./junit.ts")).junit;
  }
}
