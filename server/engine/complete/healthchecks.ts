import { healthcheckFor } from "../image/healthcheck.ts";
import { type Completion, marked, type Place } from "./completion.ts";
import { completeFlagName } from "./flags.ts";

type Pattern = Pick<Completion, "label" | "text" | "placeholders" | "about">;

const keyword = "HEALTHCHECK ";
const about = "The engine runs the command inside the container: exit code 0 is healthy, 1 is not.";

/** The whole instruction that fits what the stage's image has and runs; none where a HEALTHCHECK is in force already. */
export function healthcheckPatterns({ stage, workspace }: Pick<Place, "stage" | "workspace">): Pattern[] {
  if (!stage || stage.last("HEALTHCHECK")) return [];
  const fitting = healthcheckFor(stage, workspace);
  if (!fitting) return [];
  const { text, placeholders, isCertain } = fitting;
  const note = isCertain
    ? "It uses what the image has, and the port and path of the application."
    : "It uses what the image has; port and path are yours to check.";
  return [{ label: "HEALTHCHECK (fitting this image)", text, placeholders, about: `${about} ${note}` }];
}

/** What may stand behind HEALTHCHECK: the pattern, flags, a command or NONE. */
export function completeHealthcheck(place: Place): Completion[] {
  const { stage, workspace, instruction, span, words } = place;
  const completions: Completion[] = [];
  const own = stage?.last("HEALTHCHECK");
  const fitting = stage && (!own || own === instruction) ? healthcheckFor(stage, workspace) : undefined;
  if (fitting?.text.startsWith(keyword) && words.length === 0) {
    const text = fitting.text.slice(keyword.length);
    const placeholders = fitting.placeholders.map(({ start, end }) => ({ start: start - keyword.length, end: end - keyword.length }));
    completions.push({
      kind: "pattern",
      label: "fitting this image",
      span,
      text,
      placeholders,
      about,
      filter: text.slice(0, text.indexOf("=")),
    });
  }
  if (words.length === 0) {
    const { text, placeholders } = marked('--interval=‹30s› --timeout=‹3s› --start-period=‹10s› --retries=‹3› CMD ["‹program›"]');
    completions.push({ kind: "pattern", label: "--interval --timeout --start-period --retries CMD", span, text, placeholders, about });
  }
  completions.push(
    { kind: "value", label: "CMD", span, ...marked('CMD ["‹program›"]'), detail: "runs a command in the container", isCommon: true },
    ...completeFlagName(place),
    { kind: "value", label: "NONE", span, text: "NONE", detail: "takes away the base image's", isCommon: true },
  );
  return completions;
}
