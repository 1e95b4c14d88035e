import { flagText } from "../hover/dockerfile.ts";
import { type FlagFact, type FlagValue, type InstructionFact, instructions } from "../knowledge/instructions.ts";
import { type Completion, marked, type Place, tail } from "./completion.ts";
import { completeImageSource } from "./images.ts";
import { completeMount } from "./mounts.ts";
import { completeOwner } from "./users.ts";

/** What stands behind a flag's equals sign until somebody decides. */
const placeholders: Readonly<Record<FlagValue, string>> = {
  boolean: "‹true›",
  checksum: "sha256:‹digest›",
  device: "‹device›",
  duration: "‹30s›",
  mode: "‹0755›",
  mount: "type=‹cache›",
  network: "‹none›",
  number: "‹3›",
  owner: "‹user›:‹group›",
  path: "‹pattern›",
  platform: "‹$BUILDPLATFORM›",
  security: "‹insecure›",
  stage: "‹stage›",
};

/** Flags that the usual extensions know: the others are worth offering beside them. */
const commonFlags = new Set(["from", "chown", "interval", "timeout", "start-period", "start-interval", "retries", "platform"]);

/** The flags of the instruction, without those that stand there already. */
export function completeFlagName(place: Place): Completion[] {
  const fact = instructions.get(place.keyword);
  if (!fact) return [];
  const given = new Set(place.words.map((word) => /^--([^=]+)/.exec(word)?.[1]));
  return fact.flags.filter((flag) => flag.isRepeatable || !given.has(flag.name)).map((flag) => flagCompletion(flag, fact, place));
}

function flagCompletion(flag: FlagFact, fact: InstructionFact, place: Place): Completion {
  const { text, placeholders: spans } = marked(`--${flag.name}=${placeholders[flag.value]}`);
  return {
    kind: "flag",
    label: `--${flag.name}`,
    span: place.span,
    text,
    placeholders: spans,
    about: flagText(fact, flag),
    leadsOn: true,
    ...(flag.default ? { detail: `default ${flag.default}` } : {}),
    ...(commonFlags.has(flag.name) ? { isCommon: true as const } : {}),
  };
}

/** What may stand behind the equals sign of the flag that the cursor is in. */
export function completeFlagValue(place: Place, name: string, value: string): Completion[] {
  const flag = instructions.get(place.keyword)?.flags.find((one) => one.name === name.toLowerCase());
  if (!flag) return [];
  const span = tail(place, value.length);
  const values = (...offered: (string | readonly [string, string])[]): Completion[] =>
    offered.map((one) => {
      const [label, detail] = typeof one === "string" ? [one] : one;
      return { kind: "value", label, span, text: label, ...(detail ? { detail } : {}) };
    });
  switch (flag.value) {
    case "boolean":
      return values("true", "false");
    case "duration":
      return values(...(durations[flag.name] ?? []));
    case "number":
      return values(["3", "the engine's default"], "5");
    case "mode":
      return values(
        ["0755", "programs and folders"],
        ["0644", "files"],
        ["0555", "programs that nobody may change"],
        ["0444", "files that nobody may change"],
      );
    case "network":
      return values(["none", "no network at all"], ["default", "as without the flag"], ["host", "the host's; the builder has to allow it"]);
    case "security":
      return values(["sandbox", "as without the flag"], ["insecure", "privileged; the builder has to allow it"]);
    case "platform":
      return values(
        ["$BUILDPLATFORM", "where the builder runs"],
        ["$TARGETPLATFORM", "what is built for, as without the flag"],
        "linux/amd64",
        "linux/arm64",
      );
    case "stage":
      return completeImageSource(place, value);
    case "owner":
      return completeOwner(place, value);
    case "mount":
      return completeMount(place, value);
    default:
      return [];
  }
}

const durations: Readonly<Record<string, readonly (string | readonly [string, string])[]>> = {
  interval: [["30s", "the engine's default"], "10s", "1m"],
  timeout: [["3s", "a healthy endpoint answers at once"], "5s", ["30s", "the engine's default"]],
  "start-period": [["10s", "a quick start"], ["30s", "a virtual machine or migrations"], "60s"],
  "start-interval": [
    ["2s", "quickly ready"],
    ["5s", "the engine's default"],
  ],
};
