import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";

/** A file of the repository for this application alone: `ci-cd.yml`, in a repository of several `ci-cd-web.yml`. */
export function workflowPath(name: string, { answers }: Plan): string {
  return `.github/workflows/${answers.folder === "" ? name : `${name}-${answers.service}`}.yml`;
}

/** The title of a workflow: `CI/CD`, in a repository of several `CI/CD of web`. */
export function workflowTitle(title: string, { answers }: Plan): string {
  return answers.folder === "" ? title : `${title} of ${answers.service}`;
}

/** The concurrency group of all that changes an environment, which may be an expression. */
export function deployGroup(environment: string, { answers }: Plan): string {
  return answers.folder === "" ? `deploy-${environment}` : `deploy-${answers.service}-${environment}`;
}

/** The environment of the repository's settings: one service's own where there are several. */
export function environmentName(environment: string, { answers }: Plan): string {
  return answers.folder === "" ? environment : `${answers.service}-${environment}`;
}

/** A file of the application, relative to the workspace. */
export function ownPath(path: string, { answers }: Plan): string {
  return inFolder(answers.folder, path);
}

/** The variable of the repository that keeps new versions from being deployed while it is `true`. */
export function freezeVariable({ answers }: Plan): string {
  return answers.folder === "" ? "DEPLOY_FREEZE" : `DEPLOY_FREEZE_${answers.service.toUpperCase().replaceAll("-", "_")}`;
}
