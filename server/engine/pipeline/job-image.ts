import type { Job, StepsFile, Text } from "../languages/workflow/model.ts";
import { possibleTexts } from "../languages/workflow/possible.ts";
import type { Span } from "../text/span.ts";
import { usesIn } from "./action-refs.ts";
import { registryOf } from "./image-text.ts";

/** An image in which something of a workflow runs. */
export interface RunImage {
  readonly role: "container" | "service" | "step";
  readonly span: Span;
  /** What it may be, as far as the file tells: several where the matrix gives it, none where that cannot be told. */
  readonly names: readonly string[];
  readonly text: Text;
}

/** The images of jobs' containers and services, and of steps that use `docker://`. */
export function runImages(file: StepsFile): readonly RunImage[] {
  const images: RunImage[] = [];
  const add = (role: RunImage["role"], text: Text | undefined, job: Job | undefined) => {
    if (!text) return;
    const { texts } = possibleTexts(text, job?.strategy);
    images.push({
      role,
      span: text.span,
      names: texts.map((name) => name.trim().replace(/^docker:\/\//, "")).filter((name) => name !== ""),
      text,
    });
  };
  const jobs = "jobs" in file ? (file.jobs as readonly Job[]) : [];
  for (const job of jobs) {
    add("container", job.container?.image, job);
    for (const service of job.services) add("service", service.image, job);
  }
  for (const { uses, step } of usesIn(file)) if (step && uses.kind === "docker") add("step", uses.text, step.job);
  const seen = new Set<number>();
  return images.filter(({ span }) => !seen.has(span.start) && seen.add(span.start));
}

/** What is loose about an image's name: no tag, or `latest`. Undefined where it is pinned well enough, or is of this very machine. */
export function looseTag(image: string): "none" | "latest" | undefined {
  if (image.includes("@") || /^(?:localhost|127\.0\.0\.1)(?::|\/)/.test(registryOf(image)) || registryOf(image) === "localhost")
    return undefined;
  const name = image.slice(image.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  if (colon < 0) return "none";
  return name.slice(colon + 1) === "latest" ? "latest" : undefined;
}
