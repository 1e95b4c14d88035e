import type { Service } from "../../service.ts";

/** Files of pipelines that are none of GitHub's, and are not read. */
const files =
  /^(?:\.gitlab-ci\.ya?ml|Jenkinsfile|azure-pipelines\.ya?ml|\.circleci\/config\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|\.buildkite\/.+\.ya?ml|cloudbuild\.ya?ml|\.woodpecker(?:\/.+)?\.ya?ml)$/;

/** The file of another pipeline; undefined where there is none, or GitHub's workflows are there as well. */
export function otherPipelineOf(service: Service): string | undefined {
  return service.workflows.length > 0 ? undefined : service.paths(files)[0];
}

/** A sentence about it to stand behind another; "" where there is none. */
export function unreadPipeline(service: Service): string {
  const path = otherPipelineOf(service);
  return path === undefined ? "" : ` The pipeline of \`${path}\` is not read here.`;
}
