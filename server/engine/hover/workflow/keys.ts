import { findPermissionScope } from "../../knowledge/permissions.ts";
import { defaultShell, shellOf, type WorkflowShell } from "../../knowledge/shells.ts";
import { aboutKey, linkOfKey } from "../../knowledge/workflow-keys.ts";
import type { Concurrency, Permissions, Step } from "../../languages/workflow/model.ts";
import type { Explanation } from "../model.ts";
import { concurrencyText, jobText, permissionsText, reachLine } from "./jobs.ts";
import type { Site } from "./place.ts";
import { eventText, filterAt, filterText } from "./triggers.ts";
import { inputText, secretText } from "./uses.ts";

/** What a key is for, and what is known of it here. */
export function explainKey(site: Site): Explanation | undefined {
  const markdown = textFor(site);
  return markdown === undefined ? undefined : { markdown, span: site.place.span };
}

function textFor(site: Site): string | undefined {
  const { place, file, workspace, explainsSyntax } = site;
  const { kind, path, job, step } = place;
  if (file.language === "workflow") {
    if (/^on\.[^.]+$/.test(kind)) return explainsSyntax ? eventText(path[1] ?? "") : undefined;
    if (kind === "jobs.*" && job) return jobText(job, workspace);
  }
  if (kind === "steps.#.with.*" && step?.uses) return inputText(step.uses, path.at(-1) ?? "", site);
  if (kind === "jobs.*.with.*" && job?.uses) return inputText(job.uses, path.at(-1) ?? "", site);
  if (kind === "jobs.*.secrets.*" && job?.uses) return secretText(job.uses, path.at(-1) ?? "", site);
  if (/^(?:jobs\.\*\.)?permissions\.[^.]+$/.test(kind)) return scopeText(path.at(-1) ?? "");
  const known = factsFor(site);
  const about = explainsSyntax || known ? aboutKey(path) : undefined;
  if (about === undefined && known === undefined) return undefined;
  const head = `**\`${path.at(-1)}\`**${about ? ` ${about}` : ""}`;
  return [head, known, about ? `[Reference](${linkOfKey(path)})` : ""].filter((part) => part).join("\n\n");
}

/** What is known of the value below a key. */
function factsFor(site: Site): string | undefined {
  const { place, file, workspace } = site;
  const { kind, path, job, step } = place;
  if (file.language === "workflow") {
    const filter = /^on\.[^.]+\.(?:branches|tags|paths)(?:-ignore)?$/.test(kind) ? filterAt(file, path) : undefined;
    if (filter) return filterText(filter, workspace);
    const permissions: Permissions | undefined = job ? job.permissions : file.permissions;
    if (/^(?:jobs\.\*\.)?permissions$/.test(kind) && permissions) return permissionsText(permissions, job, file, workspace);
    const concurrency: Concurrency | undefined = job ? job.concurrency : file.concurrency;
    if (/^(?:jobs\.\*\.)?concurrency(?:\.[\w-]+)?$/.test(kind) && concurrency) return concurrencyText(concurrency);
    if ((kind === "jobs.*.if" || kind === "jobs.*.needs") && job) return reachLine(job, workspace) || undefined;
  }
  if (kind === "steps.#.run" && step) return runText(step);
  return undefined;
}

/** A part of what the token may do. */
export function scopeText(name: string): string | undefined {
  const scope = findPermissionScope(name);
  if (!scope) return undefined;
  const page = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions";
  return `**\`${name}\`** ${scope.about}\n\nIt takes ${scope.levels.map((level) => `\`${level}\``).join(", ")}.\n\n[Reference](${page})`;
}

function runText(step: Step): string | undefined {
  const shell = shellOfStep(step);
  return shell && shellText(shell);
}

/** The shell that runs a step, by its own word, the defaults, or the system. */
function shellOfStep({ shellText: own, job, file }: Step): WorkflowShell | undefined {
  const texts = [own, job?.defaults.shell, file.language === "workflow" ? file.defaults.shell : undefined];
  const named = texts.find((text) => text !== undefined);
  if (named) return named.literal === undefined ? undefined : shellOf(named.literal);
  const systems = [...(job?.systems ?? [])];
  return systems.length === 1 ? defaultShell(systems[0]) : undefined;
}

/** The command line of a shell, and what it does at a mistake. */
export function shellText({ command, stopsAtError, hasPipefail, language }: WorkflowShell): string {
  const lines = [`The runner calls \`${command}\`.`];
  if (language === "bash" || language === "sh") {
    if (!stopsAtError) lines.push("It goes on behind a command that fails.");
    else if (hasPipefail) lines.push("It stops at the first command that fails, inside a pipeline too.");
    else lines.push("It stops at the first command that fails; in a pipeline the last one alone counts.");
  }
  return lines.join(" ");
}
