// Written by `npm run generate`: one import for each rule file below this folder.
import type { Rule } from "../rule.ts";
import dockerfileBakedConfiguration from "./dockerfile/baked-configuration.ts";
import dockerfileDebugMode from "./dockerfile/debug-mode.ts";
import dockerfileDevelopmentDependencies from "./dockerfile/development-dependencies.ts";
import dockerfileDevelopmentServer from "./dockerfile/development-server.ts";
import dockerfileEndOfLifeBaseImage from "./dockerfile/end-of-life-base-image.ts";
import dockerfileExplicitRootUser from "./dockerfile/explicit-root-user.ts";
import dockerfileFirstInstruction from "./dockerfile/first-instruction.ts";
import dockerfileForbiddenOnbuildTrigger from "./dockerfile/forbidden-onbuild-trigger.ts";
import dockerfileInstallWithoutLockfile from "./dockerfile/install-without-lockfile.ts";
import dockerfileInstructionArguments from "./dockerfile/instruction-arguments.ts";
import dockerfileInvalidDirective from "./dockerfile/invalid-directive.ts";
import dockerfileInvalidExecForm from "./dockerfile/invalid-exec-form.ts";
import dockerfileInvalidFlag from "./dockerfile/invalid-flag.ts";
import dockerfileInvalidHealthcheckOption from "./dockerfile/invalid-healthcheck-option.ts";
import dockerfileInvalidImageReference from "./dockerfile/invalid-image-reference.ts";
import dockerfileInvalidMount from "./dockerfile/invalid-mount.ts";
import dockerfileInvalidStageName from "./dockerfile/invalid-stage-name.ts";
import dockerfileLatestBaseImage from "./dockerfile/latest-base-image.ts";
import dockerfileMissingDockerignore from "./dockerfile/missing-dockerignore.ts";
import dockerfileMissingHealthcheck from "./dockerfile/missing-healthcheck.ts";
import dockerfileRootUser from "./dockerfile/root-user.ts";
import dockerfileSecretFileCopied from "./dockerfile/secret-file-copied.ts";
import dockerfileSecretInRun from "./dockerfile/secret-in-run.ts";
import dockerfileSecretInVariable from "./dockerfile/secret-in-variable.ts";
import dockerfileSecretLiteral from "./dockerfile/secret-literal.ts";
import dockerfileShellFormCommand from "./dockerfile/shell-form-command.ts";
import dockerfileShellJsonForm from "./dockerfile/shell-json-form.ts";
import dockerfileSingleStageBuild from "./dockerfile/single-stage-build.ts";
import dockerfileSourceBeforeDependencies from "./dockerfile/source-before-dependencies.ts";
import dockerfileToolchainInFinalStage from "./dockerfile/toolchain-in-final-stage.ts";
import dockerfileUndigestedBaseImage from "./dockerfile/undigested-base-image.ts";
import dockerfileUnknownFlag from "./dockerfile/unknown-flag.ts";
import dockerfileUnknownInstruction from "./dockerfile/unknown-instruction.ts";
import dockerfileUntaggedBaseImage from "./dockerfile/untagged-base-image.ts";
import dockerfileUnterminatedHeredoc from "./dockerfile/unterminated-heredoc.ts";
import dockerfileUnusedSuppression from "./dockerfile/unused-suppression.ts";
import dockerignoreIncomplete from "./dockerignore/incomplete.ts";
import dockerignoreInvalidPattern from "./dockerignore/invalid-pattern.ts";
import dockerignoreNeededFileIgnored from "./dockerignore/needed-file-ignored.ts";
import dockerignoreSecretNotIgnored from "./dockerignore/secret-not-ignored.ts";
import dockerignoreUnusedSuppression from "./dockerignore/unused-suppression.ts";

/** All rules, sorted by id. */
export const rules: readonly Rule[] = [
  dockerfileBakedConfiguration as Rule,
  dockerfileDebugMode as Rule,
  dockerfileDevelopmentDependencies as Rule,
  dockerfileDevelopmentServer as Rule,
  dockerfileEndOfLifeBaseImage as Rule,
  dockerfileExplicitRootUser as Rule,
  dockerfileFirstInstruction as Rule,
  dockerfileForbiddenOnbuildTrigger as Rule,
  dockerfileInstallWithoutLockfile as Rule,
  dockerfileInstructionArguments as Rule,
  dockerfileInvalidDirective as Rule,
  dockerfileInvalidExecForm as Rule,
  dockerfileInvalidFlag as Rule,
  dockerfileInvalidHealthcheckOption as Rule,
  dockerfileInvalidImageReference as Rule,
  dockerfileInvalidMount as Rule,
  dockerfileInvalidStageName as Rule,
  dockerfileLatestBaseImage as Rule,
  dockerfileMissingDockerignore as Rule,
  dockerfileMissingHealthcheck as Rule,
  dockerfileRootUser as Rule,
  dockerfileSecretFileCopied as Rule,
  dockerfileSecretInRun as Rule,
  dockerfileSecretInVariable as Rule,
  dockerfileSecretLiteral as Rule,
  dockerfileShellFormCommand as Rule,
  dockerfileShellJsonForm as Rule,
  dockerfileSingleStageBuild as Rule,
  dockerfileSourceBeforeDependencies as Rule,
  dockerfileToolchainInFinalStage as Rule,
  dockerfileUndigestedBaseImage as Rule,
  dockerfileUnknownFlag as Rule,
  dockerfileUnknownInstruction as Rule,
  dockerfileUntaggedBaseImage as Rule,
  dockerfileUnterminatedHeredoc as Rule,
  dockerfileUnusedSuppression as Rule,
  dockerignoreIncomplete as Rule,
  dockerignoreInvalidPattern as Rule,
  dockerignoreNeededFileIgnored as Rule,
  dockerignoreSecretNotIgnored as Rule,
  dockerignoreUnusedSuppression as Rule,
];
