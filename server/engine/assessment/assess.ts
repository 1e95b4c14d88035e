import { categories, type Level, levels, type ReadinessItem, readinessItems } from "../knowledge/readiness.ts";
import type { ReadinessFile } from "../languages/readiness/model.ts";
import { validDays } from "../readiness/validity.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { judge } from "./decisions.ts";
import { assessors } from "./items/index.ts";
import type { AssessedItem, AssessedService, Assessor, Verdict } from "./model.ts";
import { modelOf } from "./models.ts";
import { type FindingsIn, Service } from "./service.ts";
import { serviceFolders, serviceName, signOffPath } from "./services.ts";
import { summaryOf } from "./summary.ts";
import { manual } from "./verdict.ts";

export interface AssessOptions {
  /** `YYYY-MM-DD`: the engine reads no clock. */
  readonly today: string;
  /** The level to ask for, in place of what the sign-off files say. */
  readonly level?: Level | undefined;
}

/** The assessment, item by item, each a fact of its own: it is made again only when a file that it has read changes. */
export interface Assessment {
  /** The items of a service, as far as the repository shows them. */
  verdictOf(id: string, workspace: Workspace, folder: string, today: string): Verdict;
  /** One service with what people decided. */
  assess(workspace: Workspace, folder: string, options: AssessOptions): AssessedService;
}

/** Puts the assessors together with the findings of rules, which stand above them. */
export function assessmentWith(findingsIn: FindingsIn): Assessment {
  const verdicts = new Map(
    assessors.map((assessor) => [
      assessor.id,
      // A service object lives for one item: what it has read is then noted for that item alone.
      keyedFact(`${assessor.id} of`, (workspace, key): Verdict => {
        const [today, folder] = split(key);
        return guarded(assessor, new Service(folder, workspace, today, workspace.derive(isAlone), findingsIn));
      }),
    ]),
  );
  const verdictOf = (id: string, workspace: Workspace, folder: string, today: string): Verdict =>
    verdicts.get(id)?.(workspace, `${today} ${folder}`) ?? manual("Nothing in a repository shows it.");
  const assessments = keyedFact("assessment of", (workspace, key): AssessedService => {
    const [today, rest] = split(key);
    const [level, folder] = split(rest);
    const path = signOffPath(folder, workspace);
    const file = modelOf(path, "readiness", workspace);
    const own = levels.find((one) => one === (level || file?.level.value)) ?? "standard";
    const items = [...readinessItems, ...ownItems(file)].map((item) =>
      assessed(item, verdictOf(item.id, workspace, folder, today), file, own, { workspace, today }),
    );
    return {
      folder,
      name: file?.service.value ?? serviceName(folder, workspace),
      level: own,
      signOffPath: path,
      hasSignOffs: file !== undefined,
      problem: file?.isBroken ? `\`${path}\` is no YAML that can be read, and none of its decisions counts.` : undefined,
      items,
      summary: summaryOf(items),
    };
  });
  return {
    verdictOf,
    assess: (workspace, folder, { today, level = "" }) => assessments(workspace, `${today} ${level} ${folder}`),
  };
}

/** The items that a team has added by deciding about them: `custom.security.card-data` is one of category `security`. What they ask, people know. */
function ownItems(file: ReadinessFile | undefined): readonly ReadinessItem[] {
  const ids = new Set((file?.signOffs ?? []).map(({ id }) => id).filter((id) => id.startsWith("custom.")));
  return [...ids].map((id) => {
    const parts = id.split(".").slice(1);
    const category = categories.find((one) => one === parts[0]) ?? "operations";
    const words = parts
      .slice(parts.length > 1 && category === parts[0] ? 1 : 0)
      .join(" ")
      .replace(/[-_]/g, " ");
    return {
      id,
      category,
      title: words.charAt(0).toUpperCase() + words.slice(1),
      why: "An item of your own.",
      level: "experimental",
      shownBy: "person",
      days: validDays(id),
      patterns: [],
      isOriginal: false,
    };
  });
}

/** There is one service in the workspace, or none. */
const isAlone: Fact<boolean> = { name: "one service", compute: (workspace) => serviceFolders(workspace, "").length <= 1 };

/** A key's first word, and the rest. */
function split(key: string): [first: string, rest: string] {
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
}

/** An assessor that throws leaves its item to people, and says so; the others run on. */
function guarded(assessor: Assessor, service: Service): Verdict {
  try {
    return assessor.assess(service);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return manual(`It could not be assessed (${reason}). That is a fault of Deployment Patterns; the other items were.`);
  }
}

const usualActions = new Map(assessors.map(({ id, action }) => [id, action]));

function assessed(
  item: ReadinessItem,
  verdict: Verdict,
  file: ReadinessFile | undefined,
  level: Level,
  now: { readonly workspace: Workspace; readonly today: string },
): AssessedItem {
  const judged = judge(item, verdict, file, now);
  const { id, category, title, why, shownBy } = item;
  return {
    id,
    category,
    title,
    why,
    level: item.level,
    isRequired: levels.indexOf(item.level) >= levels.indexOf(level),
    status: judged.status,
    confidence: judged.status === verdict.status ? verdict.confidence : "high",
    because: judged.because,
    evidence: judged.evidence,
    action: judged.action ?? verdict.action ?? usualActions.get(id) ?? { kind: "decide", title: "Sign off", asks: why },
    shown: verdict.status,
    decided: judged.decided,
    isForPeople: shownBy !== "repository",
  };
}
