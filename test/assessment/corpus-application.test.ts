// Status and places of the application's items for every service of the corpus, compared with its files by eye.
import { expect, test } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { noCorpus } from "../corpus.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

function toldOf(project: string): Readonly<Record<string, readonly string[]>> {
  const workspace = corpusProject(project);
  return Object.fromEntries(
    readinessServices(workspace, "").map((folder) => {
      const { items } = assessReadiness(workspace, folder, { today });
      const own = items.filter(({ category }) => category === "application");
      return [folder || ".", own.map((one) => `${one.id.slice("application.".length)}: ${told(one)}`)];
    }),
  );
}

if (!hasCorpus()) test("reads no real project", () => expect(noCorpus).not.toBe(""));
else test.each(Object.entries(expected))("%s", (project, services) => expect(toldOf(project)).toEqual(services));
