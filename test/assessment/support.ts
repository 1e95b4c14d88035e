import { describe, expect, test } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import type { AssessedItem, AssessedService } from "../../server/engine/assessment/model.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";

export const today = "2026-11-23";

type Files = Readonly<Record<string, string>>;

/** The checklist of the service in a folder of some files. */
export function assess(files: Files, folder = ""): AssessedService {
  return assessReadiness(memoryWorkspace(files), folder, { today });
}

/** One item of it. */
export function item(id: string, files: Files, folder = ""): AssessedItem {
  const found = assess(files, folder).items.find((one) => one.id === id);
  if (!found) throw new Error(`there is no item ${id}`);
  return found;
}

/** One item in a line, for tables: its status, and the places that speak for and against it. */
export function told({ status, evidence }: Pick<AssessedItem, "status" | "evidence">): string {
  const places = evidence.map(({ path, line, isAgainst }) => `${isAgainst ? "!" : ""}${path}:${line}`);
  return [status, ...places].join(" ");
}

/** What an item is in some files: status and places. */
export function tell(id: string, files: Files, folder = ""): string {
  return told(item(id, files, folder));
}

/** By project, folder of the service and item: status and places, each once. */
type CorpusAssessment = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** Compares what the items of a category are in every service of the corpus' projects. Hardly any sources are there, so that little is concluded from code. */
export function compareCorpus(category: AssessedItem["category"], expected: CorpusAssessment): void {
  describe.skipIf(!hasCorpus())(`${category} in the corpus`, () => {
    test.each(Object.entries(expected))("%s", (project, services) => {
      const workspace = corpusProject(project);
      const itemsIn = (folder: string) => {
        const items = assessReadiness(workspace, folder, { today }).items.filter((one) => one.category === category);
        expect(items.filter(({ because }) => because.includes("could not be assessed"))).toEqual([]);
        return items.map((one) => [one.id.slice(category.length + 1), [...new Set(told(one).split(" "))].join(" ")] as const);
      };
      const found = readinessServices(workspace, "").map((folder) => [folder, Object.fromEntries(itemsIn(folder))] as const);
      expect(Object.fromEntries(found)).toEqual(services);
    });
  });
}
