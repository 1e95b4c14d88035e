import { readShortPort } from "./ports.ts";

/** A form that the texts of a field have beside being texts. */
export interface TextFormat {
  readonly name: string;
  /** What it takes, in words: "`no`, `always` or …". */
  readonly takes: string;
  /** Texts that have it, for completion. */
  readonly values: readonly string[];
  /** A whole number does as well. */
  readonly takesNumber: boolean;
  accepts(text: string): boolean;
  /** What a text that has not got it was likely meant to be. */
  meant?(text: string): string | undefined;
}

/** The format of that name in the table of types. */
export function textFormat(name: string): TextFormat {
  const format = formats.get(name);
  if (!format) throw new Error(`no format of texts is called ${name}`);
  return format;
}

interface Given extends Partial<Pick<TextFormat, "values" | "takesNumber" | "meant">> {
  readonly takes: string;
  readonly accepts: RegExp | ((text: string) => boolean);
}

function format(name: string, { takes, accepts, values = [], takesNumber = false, meant }: Given): readonly [string, TextFormat] {
  const test = typeof accepts === "function" ? accepts : (text: string) => accepts.test(text);
  return [name, { name, takes, values, takesNumber, accepts: test, ...(meant && { meant }) }];
}

/** A name that only has signs in it which are not allowed: blanks and slashes become hyphens. */
function asName(text: string): string | undefined {
  const name = text.trim().replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return /^[A-Za-z0-9][A-Za-z0-9._-]+$/.test(name) ? name : undefined;
}

const namespaces = "(?:service|container|ns):.+";

/**
 * Sources: the schema and the decoders of compose-go 2.16; for what only the engine refuses (`restart`, `ipc`, `pid`, `uts`) the reference of its API
 * (https://docs.docker.com/reference/api/engine/) and what Podman takes beside (https://docs.podman.io/en/latest/markdown/podman-run.1.html).
 */
const formats: ReadonlyMap<string, TextFormat> = new Map([
  format("project-name", {
    takes: "lower-case letters, digits, `-` and `_`, a letter or a digit first",
    accepts: /^[a-z0-9][a-z0-9_-]*$/,
    meant: (text) => {
      const name = text.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-");
      return /^[a-z0-9][a-z0-9_-]*$/.test(name) ? name : undefined;
    },
  }),
  format("part-name", {
    takes: "letters, digits, `.`, `_` and `-`",
    accepts: /^[a-zA-Z0-9._-]+$/,
    meant: asName,
  }),
  format("restart", {
    takes: "`no`, `always`, `on-failure`, `on-failure:5` or `unless-stopped`",
    // `any` and `none` are those of `deploy.restart_policy`, which Compose translates.
    accepts: /^(?:|no|none|always|any|unless-stopped|on-failure(?::\d+)?)$/,
    values: ["no", "always", "on-failure", "unless-stopped"],
    meant: (text) =>
      /^(?:false|never)$/i.test(text) ? "no" : /^true$/i.test(text) ? "always" : /^on-failure\b/.test(text) ? "on-failure" : undefined,
  }),
  format("restart-condition", {
    takes: "`none`, `on-failure` or `any`",
    accepts: /^(?:|none|no|on-failure|any|always|unless-stopped)$/,
    values: ["none", "on-failure", "any"],
    meant: (text) => (/^(?:false|never)$/i.test(text) ? "none" : undefined),
  }),
  format("pull-policy", {
    takes: "`always`, `missing`, `never`, `build`, `daily`, `weekly` or `every_12h`",
    accepts: /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:[0-9]+[wdhms])+)$/,
    values: ["always", "missing", "never", "build", "daily", "weekly", "if_not_present"],
    meant: (text) => (/^if[-_ ]?not[-_ ]?present$/i.test(text) ? "if_not_present" : undefined),
  }),
  format("ipc", {
    takes: "`private`, `shareable`, `host`, `none`, `service:NAME` or `container:NAME`",
    accepts: new RegExp(`^(?:|none|private|shareable|host|${namespaces})$`),
    values: ["private", "shareable", "host", "none"],
  }),
  format("pid", {
    takes: "`host`, `service:NAME` or `container:NAME`",
    accepts: new RegExp(`^(?:|private|host|${namespaces})$`),
    values: ["host"],
  }),
  format("uts", {
    takes: "`host`",
    accepts: new RegExp(`^(?:|private|host|${namespaces})$`),
    values: ["host"],
  }),
  format("host", {
    takes: "a name and an address, such as `host.docker.internal:host-gateway`",
    accepts: /^[^:=]+[:=]/,
  }),
  format("port", {
    takes: "a port, as `8080:80` or `127.0.0.1:8080:80/tcp`",
    accepts: (text) => readShortPort(text).problems.length === 0,
  }),
  format("published", {
    takes: "a port of the host, or a range such as `8080-8090`",
    accepts: (text) => text === "" || /^\d+(?:-\d+)?$/.test(text),
    takesNumber: true,
  }),
  format("ip", { takes: "an IP address", accepts: isAddress, meant: (text) => (text === "localhost" ? "127.0.0.1" : undefined) }),
  format("count", { takes: "a number or `all`", accepts: /^(?:all|-?\d+)$/i, values: ["all"] }),
  format("mode", { takes: "a file mode such as `0440`", accepts: /^[0-7]+$/ }),
]);

/** Whether Go reads an IP address of version 4 or 6 in a text. */
function isAddress(text: string): boolean {
  if (!text.includes(":")) {
    const parts = text.split(".");
    return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  }
  return /^[0-9a-f:]*(?:(?:\d{1,3}\.){3}\d{1,3})?$/i.test(text) && text.split("::").length <= 2;
}
