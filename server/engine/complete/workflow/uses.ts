import { allActions, findAction, type KnownAction, majorOfRef, refToWrite } from "../../knowledge/actions.ts";
import { actionIn, repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { inFolder, nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Offer } from "../offer.ts";
import { tailSpan, type WorkflowPlace } from "./site.ts";

/** What may stand behind `uses`: of a step an action, of a job a workflow. */
export function usesOffers(place: WorkflowPlace): { readonly offers: readonly Offer[]; readonly span?: WorkflowPlace["yaml"]["span"] } {
  const { kind, yaml } = place;
  const at = yaml.word.lastIndexOf("@");
  if (at > 0) {
    const offers = refOffers(place, yaml.word.slice(0, at));
    return { offers, span: tailSpan(place, yaml.word.length - at - 1) };
  }
  if (kind === "jobs.*.uses") return { offers: workflowOffers(place) };
  return { offers: [...localOffers(place), ...actionOffers(place), dockerOffer] };
}

const dockerOffer: Offer = {
  kind: "pattern",
  label: "docker://",
  text: "docker://‹image:tag›",
  detail: "an image",
  about: "Runs a published image as a step.",
};

/** What most pipelines are made of. */
const usual: readonly string[] = [
  "actions/checkout",
  "actions/setup-node",
  "actions/setup-python",
  "actions/setup-go",
  "actions/setup-java",
  "actions/cache",
  "actions/upload-artifact",
  "actions/download-artifact",
  "docker/login-action",
  "docker/setup-buildx-action",
  "docker/metadata-action",
  "docker/build-push-action",
];

/** What the file uses already, then the actions of the table at their newest major: the usual ones first, those without a known version last. */
function actionOffers({ file }: WorkflowPlace): readonly Offer[] {
  const used = new Map<string, string>();
  for (const { uses } of file.steps) {
    if (uses?.kind === "repository" && uses.action !== undefined && uses.ref !== undefined && !used.has(uses.action)) {
      // A commit with its comment stays the user's own form: what is used already is offered as it stands.
      const comment = uses.versionComment ? ` ${file.source.slice(uses.versionComment.span)}` : "";
      used.set(uses.action, uses.text.text + comment);
    }
  }
  const own = [...used].map(([name, text]): Offer => {
    const action = findAction(name);
    return {
      kind: "action",
      label: text.split("@", 1)[0] ?? name,
      text,
      detail: "as above",
      about: action && aboutAction(action),
      isYaml: true,
    };
  });
  const others = allActions().flatMap((action): Offer[] => {
    const { name, isArchived } = action;
    if (isArchived || used.has(name.toLowerCase())) return [];
    const ref = refToWrite(action);
    return [
      {
        kind: "action",
        label: name,
        text: `${name}@${ref ?? "‹ref›"}`,
        detail: ref,
        about: aboutAction(action),
        leadsOn: ref === undefined,
      },
    ];
  });
  const rank = ({ label, detail }: Offer) => {
    const place = usual.indexOf(label);
    return place >= 0 ? place : usual.length + (detail === undefined ? 1 : 0);
  };
  return [...own, ...others.sort((a, b) => rank(a) - rank(b))];
}

function aboutAction(action: KnownAction): string {
  const newest = action.version === undefined ? "" : `\n\nNewest: \`${action.version}\`${action.month ? ` (${action.month})` : ""}`;
  return `${action.about}${newest}\n\n[Repository](https://github.com/${action.name.split("/", 2).join("/")})`;
}

/** Behind `@`: the majors that are alive, the newest first, and the newest version as a whole. */
function refOffers(place: WorkflowPlace, name: string): readonly Offer[] {
  const own = place.file.steps.flatMap(({ uses }) =>
    uses?.action === name.toLowerCase() && uses.ref && uses.ref !== place.step?.uses?.ref ? [uses.ref] : [],
  );
  const offers: Offer[] = [...new Set(own)].map((label) => ({ label, detail: "used in this file" }));
  const add = (label: string | undefined, detail: string) => {
    if (label !== undefined && !offers.some((offer) => offer.label === label)) offers.push({ label, detail });
  };
  const action = findAction(name);
  if (action && !action.isArchived) {
    const newest = refToWrite(action);
    add(newest, "newest");
    add(action.version, action.month ?? "newest version");
    const { major, livingMajor, hasMajorTag } = action;
    const isMajorForm = hasMajorTag && newest !== undefined && majorOfRef(newest) === major && /^v\d+$/.test(newest);
    if (isMajorForm && major !== undefined) {
      for (let older = major - 1; older >= Math.max(livingMajor ?? major, 1); older--) add(`v${older}`, "older, still runs");
    }
  }
  return offers;
}

/** Where actions of one's own are usually kept. */
const actionFolders = [".github/actions", "actions", ".github"];

function localOffers({ file, workspace }: WorkflowPlace): readonly Offer[] {
  const repository = repositoryOf(file.source.path);
  const offers: Offer[] = [];
  for (const folder of ["", ...actionFolders]) {
    for (const path of folder === "" ? [""] : foldersIn(inFolder(repository, folder), workspace)) {
      const action = actionIn(path === "" ? repository : path, workspace);
      if (!action || action.source.path === file.source.path) continue;
      const below = repository === "" ? path : path.slice(repository.length + 1);
      const about = action.language === "action" ? action.description?.text : undefined;
      offers.push({ kind: "folder", label: `./${below}`, detail: action.name?.text ?? "action of this repository", about });
    }
  }
  return offers;
}

function foldersIn(folder: string, workspace: Workspace): readonly string[] {
  const below = workspace.list(folder)?.filter((entry) => entry.isFolder) ?? [];
  return below.map(({ name }) => inFolder(folder, name));
}

function workflowOffers({ file, workspace }: WorkflowPlace): readonly Offer[] {
  const workflows = workflowsOf(repositoryOf(file.source.path), workspace) ?? [];
  return workflows
    .filter((workflow) => workflow.trigger("workflow_call") && workflow.source.path !== file.source.path)
    .map((workflow) => ({
      kind: "file",
      label: `./.github/workflows/${nameOf(workflow.source.path)}`,
      detail: workflow.name?.text ?? "workflow of this repository",
    }));
}
