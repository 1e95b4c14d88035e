import type { ApplicationService } from "../../application/application.ts";
import { builtStage } from "../../application/built-stage.ts";
import { knownImageOf } from "../../application/known-image.ts";
import { healthcheckFor } from "../../image/healthcheck.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Offer } from "../offer.ts";
import type { ComposeSite } from "./site.ts";

/** A health check that fits what a service runs. */
export interface FittingCheck {
  /** As YAML, in one line. */
  readonly test: string;
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly startPeriod: string;
  /** `PostgreSQL`, or the stage of the Dockerfile. */
  readonly of: string;
  readonly isCertain: boolean;
}

/** The health check for the known image of a service, or for what its Dockerfile runs; undefined where nothing is known. */
export function fittingCheck(service: ApplicationService, workspace: Workspace): FittingCheck | undefined {
  const stage = builtStage(service, workspace);
  const known = knownImageOf(service, workspace);
  if (known?.healthcheck) {
    const { test, interval, timeout, retries, startPeriod, isCertain } = known.healthcheck;
    return { test: flowList(test), interval, timeout, retries, startPeriod, of: known.title, isCertain };
  }
  const built = stage && healthcheckFor(stage, workspace);
  const command = built && commandIn(built.text);
  if (!built || command === undefined) return undefined;
  return {
    test: command,
    interval: "30s",
    timeout: "3s",
    retries: 3,
    startPeriod: "10s",
    of: "the Dockerfile",
    isCertain: built.isCertain,
  };
}

/** What stands behind `CMD` of a HEALTHCHECK, as the test of a Compose file. */
function commandIn(instruction: string): string | undefined {
  const [, command] = /\bCMD\s+(.+)$/s.exec(instruction.replaceAll(/\s*\\\r?\n\s*/g, " ")) ?? [];
  if (command === undefined) return undefined;
  if (!command.startsWith("[")) return flowList(["CMD-SHELL", command.trim().replaceAll("$", "$$$$")]);
  try {
    const words: unknown = JSON.parse(command);
    return Array.isArray(words) ? flowList(["CMD", ...words.map((word) => String(word).replaceAll("$", "$$$$"))]) : undefined;
  } catch {
    return undefined;
  }
}

function flowList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** What may stand behind `test:`, and as the first word of its list. */
export function testOffers(site: ComposeSite): readonly Offer[] {
  const { kind, yaml, service, workspace } = site;
  if (kind.endsWith("#")) {
    if (yaml.items.length > 0 || site.itemsAbove) return [];
    return [
      { label: "CMD", text: '"CMD"', isYaml: true, about: "The words behind it are run as a program, without a shell." },
      { label: "CMD-SHELL", text: '"CMD-SHELL"', isYaml: true, about: "The text behind it is run by the container's shell." },
      { label: "NONE", text: '"NONE"', isYaml: true, about: "Switches the image's own check off." },
    ].map((offer) => (yaml.quote === undefined ? offer : { ...offer, text: offer.label }));
  }
  if (yaml.word !== "" && !yaml.word.startsWith("[")) return [];
  const fitting = service && fittingCheck(service, workspace);
  return [
    ...(fitting ? [{ kind: "pattern" as const, label: `for ${fitting.of}`, text: fitting.test, isYaml: true, filter: "[" }] : []),
    {
      kind: "pattern",
      label: '["CMD", …]',
      text: '["CMD", "‹program›"]',
      isYaml: true,
      about: "Runs a program without a shell. Exit code 0 is healthy.",
    },
    {
      kind: "pattern",
      label: '["CMD-SHELL", …]',
      text: '["CMD-SHELL", "‹command›"]',
      isYaml: true,
      about: "Runs a command in the container's shell.",
    },
    { kind: "value", label: '["NONE"]', isYaml: true, about: "Switches the image's own check off." },
  ];
}
