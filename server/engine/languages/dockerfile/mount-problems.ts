import { nearest } from "../../text/nearest.ts";
import type { Mount, MountOption } from "./model.ts";
import { canonicalKey } from "./mounts.ts";
import type { Report } from "./problems.ts";

export const mountTypes = ["bind", "cache", "secret", "ssh", "tmpfs"] as const;
const sharingModes = ["shared", "private", "locked"] as const;
/** All keys that BuildKit takes, aliases included. */
export const mountKeys = [
  "type",
  "from",
  "source",
  "src",
  "target",
  "dst",
  "destination",
  "readonly",
  "ro",
  "readwrite",
  "rw",
  "required",
  "id",
  "sharing",
  "size",
  "mode",
  "uid",
  "gid",
  "env",
] as const;
const flagKeys: ReadonlySet<string> = new Set(["readonly", "readwrite", "required"]);

/** What BuildKit refuses in a `--mount`: types, keys, values, and keys that do not go with the type. Variables are not judged. */
export function mountProblems(mount: Mount, report: Report): void {
  const { flag } = mount;
  const text = flag.value?.text;
  if (text === undefined) return;
  if (text === "") {
    report(
      "invalid-mount",
      flag.span,
      "`--mount` is empty, so the build stops here. Give it a type and a target, such as `type=cache,target=/root/.cache`.",
    );
    return;
  }
  let isSure = !text.includes("$");
  // BuildKit reads the options from left to right, and `required` and `size` look at the type given so far.
  let type = "bind";
  for (const option of mount.options) {
    if (option.key === "type") type = option.value?.text.toLowerCase() ?? type;
    if (optionProblem(mount, option, type, report)) isSure = false;
  }
  if (isSure) secretProblems(mount, report);
}

/** Reports the option where it is wrong, and gives whether it did. */
function optionProblem(mount: Mount, option: MountOption, typeSoFar: string, report: Report): boolean {
  const { key, keySpan } = option;
  const value = option.value?.text;
  const at = option.value?.span ?? keySpan;
  const wrong = (message: string, span = at, suggestion?: string): true => {
    report("invalid-mount", span, message, suggestion);
    return true;
  };
  if (key.includes("$")) return false;
  if (key === "" && value === undefined) {
    return wrong("The options of this mount have a comma too many, so the build stops here. Take it out.", mount.flag.span);
  }
  if (!isMountKey(key)) {
    const meant = nearest(key, mountKeys);
    const hint = meant ? ` Did you mean \`${meant}\`?` : "";
    return wrong(`\`--mount\` has no option \`${key}\`, so the build stops here.${hint}`, keySpan, meant);
  }
  const name = canonicalKey(key);
  if (value === undefined && !flagKeys.has(name)) return wrong(`The mount option \`${key}\` needs a value: \`${key}=…\`.`, keySpan);
  if (value?.includes("$")) {
    if (key !== "from" || !/\$./.test(value)) return false;
    return wrong("`from` of a mount cannot hold a variable, so the build stops here. Name a stage that is built from the variable.");
  }
  const isKnown = !mount.get("type")?.text.includes("$");
  const stray = (type: string, types: string): true =>
    wrong(
      `\`${key}\` goes with ${types} mounts, not with \`${type}\`, so the build stops here. Take it out, or set \`type\` before it.`,
      keySpan,
    );
  switch (name) {
    case "type": {
      const types: readonly string[] = mountTypes;
      if (types.includes((value ?? "").toLowerCase())) return false;
      const list = mountTypes.map((word) => `\`${word}\``).join(", ");
      return wrong(`\`${value}\` is no type of mount, so the build stops here. It is one of ${list}.`, at, nearest(value ?? "", types));
    }
    case "required":
      if (!typeSoFar.includes("$") && typeSoFar !== "secret" && typeSoFar !== "ssh") return stray(typeSoFar, "`secret` and `ssh`");
      return !isBoolean(value) && wrong(`\`${key}\` is either \`true\` or \`false\`, so the build stops here.`);
    case "readonly":
    case "readwrite":
      return !isBoolean(value) && wrong(`\`${key}\` is either \`true\` or \`false\`, so the build stops here.`);
    case "sharing": {
      if (isKnown && mount.type !== "cache") return stray(mount.type, "`cache`");
      const modes: readonly string[] = sharingModes;
      if (modes.includes((value ?? "").toLowerCase())) return false;
      const message = `\`${value}\` is no sharing mode, so the build stops here. It is \`shared\`, \`private\` or \`locked\`.`;
      return wrong(message, at, nearest(value ?? "", modes));
    }
    case "size":
      if (!typeSoFar.includes("$") && typeSoFar !== "tmpfs") return stray(typeSoFar, "`tmpfs`");
      if (/^\d+(?:\.\d+)? ?[kmgtp]?i?b?$/i.test(value ?? "")) return false;
      return wrong(`\`${value}\` is no size, so the build stops here. Write a number with its unit, such as \`512m\`.`);
    case "mode":
    case "uid":
    case "gid":
      if (isKnown && (mount.type === "bind" || mount.type === "tmpfs")) return stray(mount.type, "`cache`, `secret` and `ssh`");
      if ((name === "mode" ? /^[0-7]+$/ : /^\d+$/).test(value ?? "")) return false;
      return wrong(
        name === "mode"
          ? `\`${value}\` is no octal file mode, so the build stops here.`
          : `\`${key}\` takes a number, so the build stops here.`,
      );
    case "from":
      return mount.type === "secret" && value !== "" && stray("secret", "`bind` and `cache`");
    case "target":
      if (value !== "/" || !isKnown || mount.type === "secret" || mount.type === "ssh") return false;
      return wrong("A mount cannot cover the whole image, so the build stops here. Give it a folder below `/` as its target.");
    default:
      return false;
  }
}

function isMountKey(key: string): boolean {
  return (mountKeys as readonly string[]).includes(key);
}

/** What Go's `strconv.ParseBool` takes; a key alone means true. */
function isBoolean(value: string | undefined): boolean {
  return value === undefined || /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value);
}

function secretProblems(mount: Mount, report: Report): void {
  if (mount.type !== "secret") return;
  const has = (key: string): boolean => Boolean(mount.get(key)?.text);
  if (!has("source") && !has("target") && !has("id")) {
    report(
      "invalid-mount",
      mount.flag.span,
      "The secret mount does not say which secret, so the build stops here. Add `id=` with the secret's name.",
    );
  } else if (has("source") && has("id")) {
    report(
      "invalid-mount",
      mount.flag.span,
      "`source` and `id` of a secret mount mean the same, so the build stops here. Keep one of the two.",
    );
  }
}
