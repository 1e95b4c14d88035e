/** Forgejo and Gitea run the same language with additions of their own, such as absolute addresses in `uses`. */
export type Dialect = "github" | "gitea" | "forgejo";

const workflowPath = /^(?:(.*)\/)?\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i;

/** An organisation's starter workflows: the folder in its `.github` repository that GitHub's documentation names. */
const templatePath = /(?:^|\/)\.github\/workflow-templates\/[^/]+\.ya?ml$/i;

/**
 * Whether a file is a workflow by its path: that of the repository's root or of one further below, or a starter workflow, which runs
 * nowhere itself. `repositoryOfWorkflow` tells those that run.
 */
export function isWorkflowPath(path: string): boolean {
  return workflowPath.test(path) || templatePath.test(path);
}

/** Whether a file is the metadata of an action by its name, wherever it stands but among the workflows. */
export function isActionPath(path: string): boolean {
  return /(?:^|\/)action\.ya?ml$/.test(path) && !isWorkflowPath(path);
}

/** The folder of the repository that a workflow runs for, "" for that of the workspace; undefined where the path is that of no workflow that runs. */
export function repositoryOfWorkflow(path: string): string | undefined {
  const match = workflowPath.exec(path);
  return match ? (match[1] ?? "") : undefined;
}

/** Which forge runs the workflow; GitHub where its path does not tell. */
export function dialectOf(path: string): Dialect {
  return (workflowPath.exec(path)?.[2]?.toLowerCase() as Dialect | undefined) ?? "github";
}
