// What is detected in real projects that Node.js runs or builds, read off their files by eye.
import { expect, it } from "vitest";
import { applicationIn, applicationsBelow } from "../../server/engine/detection/detect.ts";
import type { Detected } from "../../server/engine/detection/model.ts";
import { noCorpus } from "../corpus.ts";
import { corpusProject, hasCorpus } from "./corpus.ts";

/** A value with its place: `3000 (Dockerfile:15)`. */
function told(detected: Detected<unknown> | undefined): string | undefined {
  if (!detected) return undefined;
  const value = Array.isArray(detected.value) ? detected.value.join(" ") : String(detected.value);
  return `${value} (${detected.from ? `${detected.from.path}:${detected.from.line}` : "assumed"})`;
}

const nothing = undefined;

const expected: Readonly<
  Record<string, { readonly project: string; readonly folder: string; readonly is: Readonly<Record<string, unknown>> }>
> = {};

if (!hasCorpus()) it("reads no real project", () => expect(noCorpus).not.toBe(""));
else
  it.each(Object.entries(expected))("%s", (_name, { project, folder, is }) => {
    const application = applicationIn(corpusProject(project), folder);
    expect(application).toBeDefined();
    console.log(application);
    expect(nothing).toBe(is);
  });

if (hasCorpus())
  it("x", () => {
    for (const [project, folder] of [
      ["brocoders__nestjs-boilerplate", ""],
      ["hagopj13__node-express-boilerplate", ""],
      ["dockersamples__example-voting-app", "result"],
      ["fastapi__full-stack-fastapi-template", "frontend"],
      ["fastapi__full-stack-fastapi-template", "packages/react-email"],
      ["fastapi__full-stack-fastapi-template", ""],
      ["nickjj__docker-django-example", "assets"],
    ] as const) {
      const workspace = corpusProject(project);
      const app = applicationIn(workspace, folder);
      console.log(
        project,
        folder,
        app &&
          Object.fromEntries(
            Object.entries(app).map(([k, v]) => [
              k,
              v && (v as any).because
                ? told(v as any)
                : k === "tasks"
                  ? Object.fromEntries(Object.entries(v as any).map(([a, b]) => [a, told(b as any)]))
                  : k === "services"
                    ? (v as any).map(told)
                    : v,
            ]),
          ),
      );
      if (folder === "") console.log(applicationsBelow(workspace, "").map((a) => a.folder + ":" + a.ecosystem.value));
    }
  });
