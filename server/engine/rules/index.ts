// Written by `npm run generate`: one import for each rule file below this folder.
import type { Rule } from "../rule.ts";
import actionInvalidMetadata from "./action/invalid-metadata.ts";
import actionMissingShell from "./action/missing-shell.ts";
import actionUndeclaredInput from "./action/undeclared-input.ts";
import actionUnsupportedKey from "./action/unsupported-key.ts";
import actionUnusedInput from "./action/unused-input.ts";
import actionUnusedSuppression from "./action/unused-suppression.ts";
import composeAddedCapability from "./compose/added-capability.ts";
import composeBrokenBuild from "./compose/broken-build.ts";
import composeBuildAndImage from "./compose/build-and-image.ts";
import composeConflictingResources from "./compose/conflicting-resources.ts";
import composeDatabaseWithoutVolume from "./compose/database-without-volume.ts";
import composeDependencyCycle from "./compose/dependency-cycle.ts";
import composeDependencyWithoutHealthcheck from "./compose/dependency-without-healthcheck.ts";
import composeDeprecatedFeature from "./compose/deprecated-feature.ts";
import composeDisabledSeccomp from "./compose/disabled-seccomp.ts";
import composeDockerSocket from "./compose/docker-socket.ts";
import composeDuplicateKey from "./compose/duplicate-key.ts";
import composeDuplicateVariable from "./compose/duplicate-variable.ts";
import composeEndlessCompletion from "./compose/endless-completion.ts";
import composeExposedPort from "./compose/exposed-port.ts";
import composeHealthcheckWithoutTool from "./compose/healthcheck-without-tool.ts";
import composeHostNamespaces from "./compose/host-namespaces.ts";
import composeInvalidContainerName from "./compose/invalid-container-name.ts";
import composeInvalidValue from "./compose/invalid-value.ts";
import composeKeptCapabilities from "./compose/kept-capabilities.ts";
import composeMalformedHealthcheck from "./compose/malformed-healthcheck.ts";
import composeMisplacedDataVolume from "./compose/misplaced-data-volume.ts";
import composeMissingBindSource from "./compose/missing-bind-source.ts";
import composeMissingEnvFile from "./compose/missing-env-file.ts";
import composeMissingHealthcheck from "./compose/missing-healthcheck.ts";
import composeMissingImageOrBuild from "./compose/missing-image-or-build.ts";
import composeMissingKey from "./compose/missing-key.ts";
import composeMissingPidsLimit from "./compose/missing-pids-limit.ts";
import composeMissingProjectName from "./compose/missing-project-name.ts";
import composeMissingResourceLimits from "./compose/missing-resource-limits.ts";
import composeMissingRestart from "./compose/missing-restart.ts";
import composeMissingUpdateConfig from "./compose/missing-update-config.ts";
import composeMutableImageTag from "./compose/mutable-image-tag.ts";
import composeNewPrivileges from "./compose/new-privileges.ts";
import composeObsoleteVersion from "./compose/obsolete-version.ts";
import composePortConflict from "./compose/port-conflict.ts";
import composePrivilegedService from "./compose/privileged-service.ts";
import composeProfiledDependency from "./compose/profiled-dependency.ts";
import composeQuotedVolume from "./compose/quoted-volume.ts";
import composeRootUser from "./compose/root-user.ts";
import composeScaleConflict from "./compose/scale-conflict.ts";
import composeSecretInEnvironment from "./compose/secret-in-environment.ts";
import composeSensitiveMount from "./compose/sensitive-mount.ts";
import composeShortStopGrace from "./compose/short-stop-grace.ts";
import composeStartedNotHealthy from "./compose/started-not-healthy.ts";
import composeSyntax from "./compose/syntax.ts";
import composeUnboundedLogs from "./compose/unbounded-logs.ts";
import composeUnescapedDollar from "./compose/unescaped-dollar.ts";
import composeUnexpectedPort from "./compose/unexpected-port.ts";
import composeUnfitHealthcheckTimes from "./compose/unfit-healthcheck-times.ts";
import composeUnknownDependency from "./compose/unknown-dependency.ts";
import composeUnknownKey from "./compose/unknown-key.ts";
import composeUnknownReference from "./compose/unknown-reference.ts";
import composeUnquotedPort from "./compose/unquoted-port.ts";
import composeUnresolvedExtends from "./compose/unresolved-extends.ts";
import composeUnsetVariable from "./compose/unset-variable.ts";
import composeUnsortedDependencies from "./compose/unsorted-dependencies.ts";
import composeUnsortedKeys from "./compose/unsorted-keys.ts";
import composeUnsortedPorts from "./compose/unsorted-ports.ts";
import composeUnsortedServices from "./compose/unsorted-services.ts";
import composeUnusedDeclaration from "./compose/unused-declaration.ts";
import composeUnusedSuppression from "./compose/unused-suppression.ts";
import composeWritableRootFilesystem from "./compose/writable-root-filesystem.ts";
import composeWrongType from "./compose/wrong-type.ts";
import dockerfileAddInsteadOfCopy from "./dockerfile/add-instead-of-copy.ts";
import dockerfileAddWithoutChecksum from "./dockerfile/add-without-checksum.ts";
import dockerfileAptInScript from "./dockerfile/apt-in-script.ts";
import dockerfileBakedConfiguration from "./dockerfile/baked-configuration.ts";
import dockerfileBuildArgumentAtRuntime from "./dockerfile/build-argument-at-runtime.ts";
import dockerfileBuildToolsInFinalStage from "./dockerfile/build-tools-in-final-stage.ts";
import dockerfileCdWithoutEffect from "./dockerfile/cd-without-effect.ts";
import dockerfileConsecutiveRun from "./dockerfile/consecutive-run.ts";
import dockerfileConstantPlatform from "./dockerfile/constant-platform.ts";
import dockerfileCopiedRoot from "./dockerfile/copied-root.ts";
import dockerfileCopyToFile from "./dockerfile/copy-to-file.ts";
import dockerfileCopyWithoutWorkdir from "./dockerfile/copy-without-workdir.ts";
import dockerfileDanglingContinuation from "./dockerfile/dangling-continuation.ts";
import dockerfileDebugMode from "./dockerfile/debug-mode.ts";
import dockerfileDeprecatedBaseImage from "./dockerfile/deprecated-base-image.ts";
import dockerfileDeprecatedMaintainer from "./dockerfile/deprecated-maintainer.ts";
import dockerfileDevelopmentDependencies from "./dockerfile/development-dependencies.ts";
import dockerfileDevelopmentFinalStage from "./dockerfile/development-final-stage.ts";
import dockerfileDevelopmentServer from "./dockerfile/development-server.ts";
import dockerfileDigestWithoutTag from "./dockerfile/digest-without-tag.ts";
import dockerfileDisabledTlsVerification from "./dockerfile/disabled-tls-verification.ts";
import dockerfileDistributionUpgrade from "./dockerfile/distribution-upgrade.ts";
import dockerfileDownloadWithoutChecksum from "./dockerfile/download-without-checksum.ts";
import dockerfileDuplicateStageName from "./dockerfile/duplicate-stage-name.ts";
import dockerfileEarlyVolatileValue from "./dockerfile/early-volatile-value.ts";
import dockerfileEmptyContinuationLine from "./dockerfile/empty-continuation-line.ts";
import dockerfileEndOfLifeBaseImage from "./dockerfile/end-of-life-base-image.ts";
import dockerfileExplicitRootUser from "./dockerfile/explicit-root-user.ts";
import dockerfileExtractedArchive from "./dockerfile/extracted-archive.ts";
import dockerfileFirstInstruction from "./dockerfile/first-instruction.ts";
import dockerfileFloatingTag from "./dockerfile/floating-tag.ts";
import dockerfileForbiddenOnbuildTrigger from "./dockerfile/forbidden-onbuild-trigger.ts";
import dockerfileFullBaseImage from "./dockerfile/full-base-image.ts";
import dockerfileHealthcheckWithoutTool from "./dockerfile/healthcheck-without-tool.ts";
import dockerfileIneffectiveDirective from "./dockerfile/ineffective-directive.ts";
import dockerfileInsecureBuildFlag from "./dockerfile/insecure-build-flag.ts";
import dockerfileInstallWithoutLockfile from "./dockerfile/install-without-lockfile.ts";
import dockerfileInstructionArguments from "./dockerfile/instruction-arguments.ts";
import dockerfileInstructionInScript from "./dockerfile/instruction-in-script.ts";
import dockerfileInteractiveInstall from "./dockerfile/interactive-install.ts";
import dockerfileInvalidDirective from "./dockerfile/invalid-directive.ts";
import dockerfileInvalidExecForm from "./dockerfile/invalid-exec-form.ts";
import dockerfileInvalidFlag from "./dockerfile/invalid-flag.ts";
import dockerfileInvalidHealthcheckOption from "./dockerfile/invalid-healthcheck-option.ts";
import dockerfileInvalidImageReference from "./dockerfile/invalid-image-reference.ts";
import dockerfileInvalidLabelName from "./dockerfile/invalid-label-name.ts";
import dockerfileInvalidMount from "./dockerfile/invalid-mount.ts";
import dockerfileInvalidPort from "./dockerfile/invalid-port.ts";
import dockerfileInvalidSignal from "./dockerfile/invalid-signal.ts";
import dockerfileInvalidStageName from "./dockerfile/invalid-stage-name.ts";
import dockerfileLargeUserLog from "./dockerfile/large-user-log.ts";
import dockerfileLateCleanup from "./dockerfile/late-cleanup.ts";
import dockerfileLatestBaseImage from "./dockerfile/latest-base-image.ts";
import dockerfileLeftoverApkCache from "./dockerfile/leftover-apk-cache.ts";
import dockerfileLeftoverNodeCache from "./dockerfile/leftover-node-cache.ts";
import dockerfileLeftoverPackageLists from "./dockerfile/leftover-package-lists.ts";
import dockerfileLeftoverPipCache from "./dockerfile/leftover-pip-cache.ts";
import dockerfileLeftoverRpmCache from "./dockerfile/leftover-rpm-cache.ts";
import dockerfileLegacyAssignment from "./dockerfile/legacy-assignment.ts";
import dockerfileLiteralPassword from "./dockerfile/literal-password.ts";
import dockerfileLiteralVariable from "./dockerfile/literal-variable.ts";
import dockerfileLoneIndexUpdate from "./dockerfile/lone-index-update.ts";
import dockerfileMisplacedDescription from "./dockerfile/misplaced-description.ts";
import dockerfileMissingCopySource from "./dockerfile/missing-copy-source.ts";
import dockerfileMissingDockerignore from "./dockerfile/missing-dockerignore.ts";
import dockerfileMissingHealthcheck from "./dockerfile/missing-healthcheck.ts";
import dockerfileMissingNodeEnvironment from "./dockerfile/missing-node-environment.ts";
import dockerfileMissingSyntaxDirective from "./dockerfile/missing-syntax-directive.ts";
import dockerfileMisspeltVariable from "./dockerfile/misspelt-variable.ts";
import dockerfileMixedCasing from "./dockerfile/mixed-casing.ts";
import dockerfileNamedUser from "./dockerfile/named-user.ts";
import dockerfileNoisyDownload from "./dockerfile/noisy-download.ts";
import dockerfileNumberedStageReference from "./dockerfile/numbered-stage-reference.ts";
import dockerfileOutdatedSyntax from "./dockerfile/outdated-syntax.ts";
import dockerfileOverriddenInstruction from "./dockerfile/overridden-instruction.ts";
import dockerfileOverwrittenDependencies from "./dockerfile/overwritten-dependencies.ts";
import dockerfileOwnershipLayer from "./dockerfile/ownership-layer.ts";
import dockerfilePersistentDebianFrontend from "./dockerfile/persistent-debian-frontend.ts";
import dockerfilePipedInstaller from "./dockerfile/piped-installer.ts";
import dockerfilePlainHttp from "./dockerfile/plain-http.ts";
import dockerfilePortMismatch from "./dockerfile/port-mismatch.ts";
import dockerfilePrivilegedPort from "./dockerfile/privileged-port.ts";
import dockerfileRecommendedPackages from "./dockerfile/recommended-packages.ts";
import dockerfileRedundantPlatform from "./dockerfile/redundant-platform.ts";
import dockerfileRelativeWorkdir from "./dockerfile/relative-workdir.ts";
import dockerfileRelinkedShell from "./dockerfile/relinked-shell.ts";
import dockerfileRemoteLoginPort from "./dockerfile/remote-login-port.ts";
import dockerfileRequiredImageArgument from "./dockerfile/required-image-argument.ts";
import dockerfileReservedStageName from "./dockerfile/reserved-stage-name.ts";
import dockerfileRootUser from "./dockerfile/root-user.ts";
import dockerfileScriptWithoutExec from "./dockerfile/script-without-exec.ts";
import dockerfileSecondDownloadTool from "./dockerfile/second-download-tool.ts";
import dockerfileSecretFileCopied from "./dockerfile/secret-file-copied.ts";
import dockerfileSecretInRun from "./dockerfile/secret-in-run.ts";
import dockerfileSecretInVariable from "./dockerfile/secret-in-variable.ts";
import dockerfileSecretLiteral from "./dockerfile/secret-literal.ts";
import dockerfileSelfReferencingVariable from "./dockerfile/self-referencing-variable.ts";
import dockerfileSensitiveVolume from "./dockerfile/sensitive-volume.ts";
import dockerfileShellFormCommand from "./dockerfile/shell-form-command.ts";
import dockerfileShellJsonForm from "./dockerfile/shell-json-form.ts";
import dockerfileShellSyntax from "./dockerfile/shell-syntax.ts";
import dockerfileShellcheck from "./dockerfile/shellcheck.ts";
import dockerfileSingleStageBuild from "./dockerfile/single-stage-build.ts";
import dockerfileSourceBeforeDependencies from "./dockerfile/source-before-dependencies.ts";
import dockerfileSourceOutsideContext from "./dockerfile/source-outside-context.ts";
import dockerfileSpacedAssignment from "./dockerfile/spaced-assignment.ts";
import dockerfileSudo from "./dockerfile/sudo.ts";
import dockerfileSwallowingComment from "./dockerfile/swallowing-comment.ts";
import dockerfileSystemWorkdir from "./dockerfile/system-workdir.ts";
import dockerfileToolchainInFinalStage from "./dockerfile/toolchain-in-final-stage.ts";
import dockerfileUncachedInstall from "./dockerfile/uncached-install.ts";
import dockerfileUndeclaredImageArgument from "./dockerfile/undeclared-image-argument.ts";
import dockerfileUndigestedBaseImage from "./dockerfile/undigested-base-image.ts";
import dockerfileUnexplainedSuppression from "./dockerfile/unexplained-suppression.ts";
import dockerfileUnfitHealthcheckTimes from "./dockerfile/unfit-healthcheck-times.ts";
import dockerfileUnfitLabels from "./dockerfile/unfit-labels.ts";
import dockerfileUnforwardedSignals from "./dockerfile/unforwarded-signals.ts";
import dockerfileUnknownFlag from "./dockerfile/unknown-flag.ts";
import dockerfileUnknownInstruction from "./dockerfile/unknown-instruction.ts";
import dockerfileUnknownStage from "./dockerfile/unknown-stage.ts";
import dockerfileUnknownUser from "./dockerfile/unknown-user.ts";
import dockerfileUnlinkedCopy from "./dockerfile/unlinked-copy.ts";
import dockerfileUnpinnedGitSource from "./dockerfile/unpinned-git-source.ts";
import dockerfileUnpinnedLanguagePackage from "./dockerfile/unpinned-language-package.ts";
import dockerfileUnpinnedSystemPackage from "./dockerfile/unpinned-system-package.ts";
import dockerfileUnscopedArgument from "./dockerfile/unscoped-argument.ts";
import dockerfileUnseenPipeFailure from "./dockerfile/unseen-pipe-failure.ts";
import dockerfileUnsortedPackages from "./dockerfile/unsorted-packages.ts";
import dockerfileUnstrictHeredoc from "./dockerfile/unstrict-heredoc.ts";
import dockerfileUntaggedBaseImage from "./dockerfile/untagged-base-image.ts";
import dockerfileUntaggedCopiedImage from "./dockerfile/untagged-copied-image.ts";
import dockerfileUntargetedCrossBuild from "./dockerfile/untargeted-cross-build.ts";
import dockerfileUnterminatedHeredoc from "./dockerfile/unterminated-heredoc.ts";
import dockerfileUntrustedRegistry from "./dockerfile/untrusted-registry.ts";
import dockerfileUnusedArgument from "./dockerfile/unused-argument.ts";
import dockerfileUnusedStage from "./dockerfile/unused-stage.ts";
import dockerfileUnusedSuppression from "./dockerfile/unused-suppression.ts";
import dockerfileUnverifiedPackage from "./dockerfile/unverified-package.ts";
import dockerfileUppercaseProtocol from "./dockerfile/uppercase-protocol.ts";
import dockerfileUppercaseStageName from "./dockerfile/uppercase-stage-name.ts";
import dockerfileUselessCommand from "./dockerfile/useless-command.ts";
import dockerfileWholeContextCopied from "./dockerfile/whole-context-copied.ts";
import dockerfileWorldWritableFiles from "./dockerfile/world-writable-files.ts";
import dockerfileWritableApplication from "./dockerfile/writable-application.ts";
import dockerfileWriteAfterVolume from "./dockerfile/write-after-volume.ts";
import dockerignoreIncomplete from "./dockerignore/incomplete.ts";
import dockerignoreIneffectivePattern from "./dockerignore/ineffective-pattern.ts";
import dockerignoreInvalidPattern from "./dockerignore/invalid-pattern.ts";
import dockerignoreNeededFileIgnored from "./dockerignore/needed-file-ignored.ts";
import dockerignoreSecretNotIgnored from "./dockerignore/secret-not-ignored.ts";
import dockerignoreUnusedSuppression from "./dockerignore/unused-suppression.ts";
import kubernetesAddedCapability from "./kubernetes/added-capability.ts";
import kubernetesAmbiguousEnv from "./kubernetes/ambiguous-env.ts";
import kubernetesAntiAffinityBlocksSurge from "./kubernetes/anti-affinity-blocks-surge.ts";
import kubernetesAutoscalerBehavior from "./kubernetes/autoscaler-behavior.ts";
import kubernetesAutoscalerBounds from "./kubernetes/autoscaler-bounds.ts";
import kubernetesAutoscalerTarget from "./kubernetes/autoscaler-target.ts";
import kubernetesAutoscalerWithoutRequests from "./kubernetes/autoscaler-without-requests.ts";
import kubernetesBlockedStatefulsetUpdate from "./kubernetes/blocked-statefulset-update.ts";
import kubernetesBlockingDisruptionBudget from "./kubernetes/blocking-disruption-budget.ts";
import kubernetesBroadPermissions from "./kubernetes/broad-permissions.ts";
import kubernetesBrokenAnalysis from "./kubernetes/broken-analysis.ts";
import kubernetesBrokenFlaggerCanary from "./kubernetes/broken-flagger-canary.ts";
import kubernetesBrokenGatewayRoute from "./kubernetes/broken-gateway-route.ts";
import kubernetesBrokenVolumeMount from "./kubernetes/broken-volume-mount.ts";
import kubernetesBurstableMemory from "./kubernetes/burstable-memory.ts";
import kubernetesCommittedSecret from "./kubernetes/committed-secret.ts";
import kubernetesCompetingAutoscalers from "./kubernetes/competing-autoscalers.ts";
import kubernetesConfigWithoutRollout from "./kubernetes/config-without-rollout.ts";
import kubernetesCpuLimit from "./kubernetes/cpu-limit.ts";
import kubernetesDecimalFileMode from "./kubernetes/decimal-file-mode.ts";
import kubernetesDefaultNamespace from "./kubernetes/default-namespace.ts";
import kubernetesDefaultProbeTimeout from "./kubernetes/default-probe-timeout.ts";
import kubernetesDefaultServiceAccount from "./kubernetes/default-service-account.ts";
import kubernetesDeprecatedApi from "./kubernetes/deprecated-api.ts";
import kubernetesDeprecatedServiceAccountKey from "./kubernetes/deprecated-service-account-key.ts";
import kubernetesDisruptionBudgetSelector from "./kubernetes/disruption-budget-selector.ts";
import kubernetesDuplicateEnv from "./kubernetes/duplicate-env.ts";
import kubernetesDuplicateKey from "./kubernetes/duplicate-key.ts";
import kubernetesDuplicateObject from "./kubernetes/duplicate-object.ts";
import kubernetesEnvOrder from "./kubernetes/env-order.ts";
import kubernetesExecWithoutShell from "./kubernetes/exec-without-shell.ts";
import kubernetesExposedService from "./kubernetes/exposed-service.ts";
import kubernetesHeavyExecProbe from "./kubernetes/heavy-exec-probe.ts";
import kubernetesHookWithoutTool from "./kubernetes/hook-without-tool.ts";
import kubernetesHostNamespaces from "./kubernetes/host-namespaces.ts";
import kubernetesHostPath from "./kubernetes/host-path.ts";
import kubernetesHostPort from "./kubernetes/host-port.ts";
import kubernetesIdenticalProbes from "./kubernetes/identical-probes.ts";
import kubernetesImagePullPolicy from "./kubernetes/image-pull-policy.ts";
import kubernetesImageWithoutDigest from "./kubernetes/image-without-digest.ts";
import kubernetesImpatientLivenessProbe from "./kubernetes/impatient-liveness-probe.ts";
import kubernetesIneffectiveCanaryIngress from "./kubernetes/ineffective-canary-ingress.ts";
import kubernetesIngressSnippet from "./kubernetes/ingress-snippet.ts";
import kubernetesIngressTlsSecret from "./kubernetes/ingress-tls-secret.ts";
import kubernetesIngressWithoutTls from "./kubernetes/ingress-without-tls.ts";
import kubernetesInvalidCronSchedule from "./kubernetes/invalid-cron-schedule.ts";
import kubernetesInvalidImageReference from "./kubernetes/invalid-image-reference.ts";
import kubernetesInvalidLifecycleHandler from "./kubernetes/invalid-lifecycle-handler.ts";
import kubernetesInvalidName from "./kubernetes/invalid-name.ts";
import kubernetesInvalidPortName from "./kubernetes/invalid-port-name.ts";
import kubernetesInvalidRolloutSteps from "./kubernetes/invalid-rollout-steps.ts";
import kubernetesInvalidValue from "./kubernetes/invalid-value.ts";
import kubernetesJobRestartPolicy from "./kubernetes/job-restart-policy.ts";
import kubernetesKeptCapabilities from "./kubernetes/kept-capabilities.ts";
import kubernetesLivenessOnDependency from "./kubernetes/liveness-on-dependency.ts";
import kubernetesLowRolloutCapacity from "./kubernetes/low-rollout-capacity.ts";
import kubernetesLowUserId from "./kubernetes/low-user-id.ts";
import kubernetesMalformedDisruptionBudget from "./kubernetes/malformed-disruption-budget.ts";
import kubernetesMalformedHttpProbe from "./kubernetes/malformed-http-probe.ts";
import kubernetesMalformedIngress from "./kubernetes/malformed-ingress.ts";
import kubernetesMalformedSecretData from "./kubernetes/malformed-secret-data.ts";
import kubernetesMalformedServicePorts from "./kubernetes/malformed-service-ports.ts";
import kubernetesMissingDisruptionBudget from "./kubernetes/missing-disruption-budget.ts";
import kubernetesMissingField from "./kubernetes/missing-field.ts";
import kubernetesMissingLivenessProbe from "./kubernetes/missing-liveness-probe.ts";
import kubernetesMissingMemoryLimit from "./kubernetes/missing-memory-limit.ts";
import kubernetesMissingMinReadySeconds from "./kubernetes/missing-min-ready-seconds.ts";
import kubernetesMissingNetworkPolicy from "./kubernetes/missing-network-policy.ts";
import kubernetesMissingPreStop from "./kubernetes/missing-pre-stop.ts";
import kubernetesMissingPriorityClass from "./kubernetes/missing-priority-class.ts";
import kubernetesMissingReadinessProbe from "./kubernetes/missing-readiness-probe.ts";
import kubernetesMissingRecommendedLabels from "./kubernetes/missing-recommended-labels.ts";
import kubernetesMissingResourceRequests from "./kubernetes/missing-resource-requests.ts";
import kubernetesMissingSeccompProfile from "./kubernetes/missing-seccomp-profile.ts";
import kubernetesMissingSeparator from "./kubernetes/missing-separator.ts";
import kubernetesMissingSpread from "./kubernetes/missing-spread.ts";
import kubernetesMixedColors from "./kubernetes/mixed-colors.ts";
import kubernetesMutableImageTag from "./kubernetes/mutable-image-tag.ts";
import kubernetesNamedGrpcPort from "./kubernetes/named-grpc-port.ts";
import kubernetesNetworkPolicySelector from "./kubernetes/network-policy-selector.ts";
import kubernetesNoGracePeriod from "./kubernetes/no-grace-period.ts";
import kubernetesNoRevisionHistory from "./kubernetes/no-revision-history.ts";
import kubernetesOverlappingCronJobs from "./kubernetes/overlapping-cron-jobs.ts";
import kubernetesOverlappingSelectors from "./kubernetes/overlapping-selectors.ts";
import kubernetesPausedDeployment from "./kubernetes/paused-deployment.ts";
import kubernetesPlaintextGrpcProbe from "./kubernetes/plaintext-grpc-probe.ts";
import kubernetesPodSecurityViolation from "./kubernetes/pod-security-violation.ts";
import kubernetesPreStopOverGrace from "./kubernetes/pre-stop-over-grace.ts";
import kubernetesPrivilegeEscalation from "./kubernetes/privilege-escalation.ts";
import kubernetesPrivilegedContainer from "./kubernetes/privileged-container.ts";
import kubernetesPrivilegedPort from "./kubernetes/privileged-port.ts";
import kubernetesProbeGracePeriod from "./kubernetes/probe-grace-period.ts";
import kubernetesProbeHandlers from "./kubernetes/probe-handlers.ts";
import kubernetesProbeHost from "./kubernetes/probe-host.ts";
import kubernetesProbeOnInitContainer from "./kubernetes/probe-on-init-container.ts";
import kubernetesProcMount from "./kubernetes/proc-mount.ts";
import kubernetesRecreateStrategy from "./kubernetes/recreate-strategy.ts";
import kubernetesRemovedApi from "./kubernetes/removed-api.ts";
import kubernetesReplicasBesideAutoscaler from "./kubernetes/replicas-beside-autoscaler.ts";
import kubernetesRequestOverLimit from "./kubernetes/request-over-limit.ts";
import kubernetesRetiredIngressController from "./kubernetes/retired-ingress-controller.ts";
import kubernetesRollingUpdateParameters from "./kubernetes/rolling-update-parameters.ts";
import kubernetesRolloutServices from "./kubernetes/rollout-services.ts";
import kubernetesRootUser from "./kubernetes/root-user.ts";
import kubernetesSecretAsEnv from "./kubernetes/secret-as-env.ts";
import kubernetesSecretInConfigmap from "./kubernetes/secret-in-configmap.ts";
import kubernetesSecretInEnv from "./kubernetes/secret-in-env.ts";
import kubernetesSelectorTemplateMismatch from "./kubernetes/selector-template-mismatch.ts";
import kubernetesServiceWithoutWorkload from "./kubernetes/service-without-workload.ts";
import kubernetesShortProgressDeadline from "./kubernetes/short-progress-deadline.ts";
import kubernetesSingleReplica from "./kubernetes/single-replica.ts";
import kubernetesSingleReplicaMinimum from "./kubernetes/single-replica-minimum.ts";
import kubernetesSingleWriterVolume from "./kubernetes/single-writer-volume.ts";
import kubernetesSlowStartByDelay from "./kubernetes/slow-start-by-delay.ts";
import kubernetesSpreadSelector from "./kubernetes/spread-selector.ts";
import kubernetesSshPort from "./kubernetes/ssh-port.ts";
import kubernetesStatefulsetService from "./kubernetes/statefulset-service.ts";
import kubernetesStuckRollingUpdate from "./kubernetes/stuck-rolling-update.ts";
import kubernetesSuccessThreshold from "./kubernetes/success-threshold.ts";
import kubernetesSuspiciousQuantity from "./kubernetes/suspicious-quantity.ts";
import kubernetesSyntax from "./kubernetes/syntax.ts";
import kubernetesTimeoutOverPeriod from "./kubernetes/timeout-over-period.ts";
import kubernetesUnattendedRollout from "./kubernetes/unattended-rollout.ts";
import kubernetesUnboundedEphemeralStorage from "./kubernetes/unbounded-ephemeral-storage.ts";
import kubernetesUnboundedJob from "./kubernetes/unbounded-job.ts";
import kubernetesUnfitStartupWindow from "./kubernetes/unfit-startup-window.ts";
import kubernetesUnhealthyPodEviction from "./kubernetes/unhealthy-pod-eviction.ts";
import kubernetesUnknownEnvSource from "./kubernetes/unknown-env-source.ts";
import kubernetesUnknownField from "./kubernetes/unknown-field.ts";
import kubernetesUnknownIngressBackend from "./kubernetes/unknown-ingress-backend.ts";
import kubernetesUnknownProbePort from "./kubernetes/unknown-probe-port.ts";
import kubernetesUnknownServiceAccount from "./kubernetes/unknown-service-account.ts";
import kubernetesUnknownTargetPort from "./kubernetes/unknown-target-port.ts";
import kubernetesUnquotedValue from "./kubernetes/unquoted-value.ts";
import kubernetesUnsafeSysctl from "./kubernetes/unsafe-sysctl.ts";
import kubernetesUnusedSuppression from "./kubernetes/unused-suppression.ts";
import kubernetesUnverifiedUser from "./kubernetes/unverified-user.ts";
import kubernetesWritableRootFilesystem from "./kubernetes/writable-root-filesystem.ts";
import kubernetesWrongApiGroup from "./kubernetes/wrong-api-group.ts";
import kubernetesWrongType from "./kubernetes/wrong-type.ts";
import readinessContradictedDecision from "./readiness/contradicted-decision.ts";
import readinessDuplicateKey from "./readiness/duplicate-key.ts";
import readinessExpiredDecision from "./readiness/expired-decision.ts";
import readinessFutureDecision from "./readiness/future-decision.ts";
import readinessIncompleteDecision from "./readiness/incomplete-decision.ts";
import readinessInsecureEvidence from "./readiness/insecure-evidence.ts";
import readinessInvalidValue from "./readiness/invalid-value.ts";
import readinessLongLivedDecision from "./readiness/long-lived-decision.ts";
import readinessMissingEvidenceFile from "./readiness/missing-evidence-file.ts";
import readinessSelfApprovedWaiver from "./readiness/self-approved-waiver.ts";
import readinessStaleEvidence from "./readiness/stale-evidence.ts";
import readinessSyntax from "./readiness/syntax.ts";
import readinessUnknownItem from "./readiness/unknown-item.ts";
import readinessUnknownKey from "./readiness/unknown-key.ts";
import readinessUnusedSuppression from "./readiness/unused-suppression.ts";
import workflowActionBehind from "./workflow/action-behind.ts";
import workflowActionOnBranch from "./workflow/action-on-branch.ts";
import workflowAlwaysTrueCondition from "./workflow/always-true-condition.ts";
import workflowArchivedAction from "./workflow/archived-action.ts";
import workflowArtifactFilesPolicy from "./workflow/artifact-files-policy.ts";
import workflowArtifactRetention from "./workflow/artifact-retention.ts";
import workflowBroadAppToken from "./workflow/broad-app-token.ts";
import workflowCacheInRelease from "./workflow/cache-in-release.ts";
import workflowCancelledDeploy from "./workflow/cancelled-deploy.ts";
import workflowCollidingArtifactName from "./workflow/colliding-artifact-name.ts";
import workflowConcurrencyDeadlock from "./workflow/concurrency-deadlock.ts";
import workflowConcurrentDeploys from "./workflow/concurrent-deploys.ts";
import workflowConflictingActionInputs from "./workflow/conflicting-action-inputs.ts";
import workflowConflictingConcurrency from "./workflow/conflicting-concurrency.ts";
import workflowConflictingRunnerLabels from "./workflow/conflicting-runner-labels.ts";
import workflowConstantCondition from "./workflow/constant-condition.ts";
import workflowDangerousTrigger from "./workflow/dangerous-trigger.ts";
import workflowDeployDespiteFailure from "./workflow/deploy-despite-failure.ts";
import workflowDeployFromAnyBranch from "./workflow/deploy-from-any-branch.ts";
import workflowDeployOnPullRequest from "./workflow/deploy-on-pull-request.ts";
import workflowDeployWithoutTimeout from "./workflow/deploy-without-timeout.ts";
import workflowDeprecatedActionInput from "./workflow/deprecated-action-input.ts";
import workflowDeprecatedCommand from "./workflow/deprecated-command.ts";
import workflowDroppedContentsPermission from "./workflow/dropped-contents-permission.ts";
import workflowDroppedPendingDeploy from "./workflow/dropped-pending-deploy.ts";
import workflowDuplicateId from "./workflow/duplicate-id.ts";
import workflowDuplicateKey from "./workflow/duplicate-key.ts";
import workflowDuplicateMatrixValue from "./workflow/duplicate-matrix-value.ts";
import workflowDuplicateNeed from "./workflow/duplicate-need.ts";
import workflowEmptySection from "./workflow/empty-section.ts";
import workflowEnvironmentFileInjection from "./workflow/environment-file-injection.ts";
import workflowExclusiveFilters from "./workflow/exclusive-filters.ts";
import workflowFalsyTernary from "./workflow/falsy-ternary.ts";
import workflowForbiddenAction from "./workflow/forbidden-action.ts";
import workflowFrequentSchedule from "./workflow/frequent-schedule.ts";
import workflowHardcodedCredential from "./workflow/hardcoded-credential.ts";
import workflowIgnoredTestFailure from "./workflow/ignored-test-failure.ts";
import workflowImagePushOnPullRequest from "./workflow/image-push-on-pull-request.ts";
import workflowImpossibleCondition from "./workflow/impossible-condition.ts";
import workflowInconsistentEnvironmentName from "./workflow/inconsistent-environment-name.ts";
import workflowIneffectiveGuard from "./workflow/ineffective-guard.ts";
import workflowInheritedSecrets from "./workflow/inherited-secrets.ts";
import workflowInsecureCommands from "./workflow/insecure-commands.ts";
import workflowInstallWithoutLockfile from "./workflow/install-without-lockfile.ts";
import workflowInvalidActivityType from "./workflow/invalid-activity-type.ts";
import workflowInvalidCron from "./workflow/invalid-cron.ts";
import workflowInvalidDispatchInput from "./workflow/invalid-dispatch-input.ts";
import workflowInvalidEnvironmentName from "./workflow/invalid-environment-name.ts";
import workflowInvalidExpression from "./workflow/invalid-expression.ts";
import workflowInvalidGlob from "./workflow/invalid-glob.ts";
import workflowInvalidId from "./workflow/invalid-id.ts";
import workflowInvalidJson from "./workflow/invalid-json.ts";
import workflowInvalidPermissionLevel from "./workflow/invalid-permission-level.ts";
import workflowInvalidShell from "./workflow/invalid-shell.ts";
import workflowInvalidTimezone from "./workflow/invalid-timezone.ts";
import workflowInvalidUses from "./workflow/invalid-uses.ts";
import workflowInvalidValue from "./workflow/invalid-value.ts";
import workflowLatestOnlyImage from "./workflow/latest-only-image.ts";
import workflowLocalActionBeforeCheckout from "./workflow/local-action-before-checkout.ts";
import workflowLostReport from "./workflow/lost-report.ts";
import workflowMatrixExcludeMismatch from "./workflow/matrix-exclude-mismatch.ts";
import workflowMergeKey from "./workflow/merge-key.ts";
import workflowMinimalBuildCache from "./workflow/minimal-build-cache.ts";
import workflowMisplacedKey from "./workflow/misplaced-key.ts";
import workflowMissingActionInput from "./workflow/missing-action-input.ts";
import workflowMissingArtifact from "./workflow/missing-artifact.ts";
import workflowMissingAttestationPermission from "./workflow/missing-attestation-permission.ts";
import workflowMissingBuildTarget from "./workflow/missing-build-target.ts";
import workflowMissingBuildx from "./workflow/missing-buildx.ts";
import workflowMissingComposeFile from "./workflow/missing-compose-file.ts";
import workflowMissingDependencyCache from "./workflow/missing-dependency-cache.ts";
import workflowMissingDockerfile from "./workflow/missing-dockerfile.ts";
import workflowMissingEnvironment from "./workflow/missing-environment.ts";
import workflowMissingEnvironmentUrl from "./workflow/missing-environment-url.ts";
import workflowMissingKey from "./workflow/missing-key.ts";
import workflowMissingLocalAction from "./workflow/missing-local-action.ts";
import workflowMissingLockfile from "./workflow/missing-lockfile.ts";
import workflowMissingMajorTag from "./workflow/missing-major-tag.ts";
import workflowMissingManifest from "./workflow/missing-manifest.ts";
import workflowMissingName from "./workflow/missing-name.ts";
import workflowMissingOidcPermission from "./workflow/missing-oidc-permission.ts";
import workflowMissingPackagesPermission from "./workflow/missing-packages-permission.ts";
import workflowMissingPermissions from "./workflow/missing-permissions.ts";
import workflowMissingProvenance from "./workflow/missing-provenance.ts";
import workflowMissingQemu from "./workflow/missing-qemu.ts";
import workflowMissingRegistryLogin from "./workflow/missing-registry-login.ts";
import workflowMissingReusableInput from "./workflow/missing-reusable-input.ts";
import workflowMissingReusableWorkflow from "./workflow/missing-reusable-workflow.ts";
import workflowMissingRollback from "./workflow/missing-rollback.ts";
import workflowMissingSbom from "./workflow/missing-sbom.ts";
import workflowMissingScript from "./workflow/missing-script.ts";
import workflowMissingSmokeTest from "./workflow/missing-smoke-test.ts";
import workflowMissingTimeout from "./workflow/missing-timeout.ts";
import workflowMissingToolVersion from "./workflow/missing-tool-version.ts";
import workflowMissingVersionComment from "./workflow/missing-version-comment.ts";
import workflowMissingWorkingDirectory from "./workflow/missing-working-directory.ts";
import workflowMisspeltAction from "./workflow/misspelt-action.ts";
import workflowMisspeltRunnerLabel from "./workflow/misspelt-runner-label.ts";
import workflowMutableDeployImage from "./workflow/mutable-deploy-image.ts";
import workflowMutableImageTag from "./workflow/mutable-image-tag.ts";
import workflowNeedsCycle from "./workflow/needs-cycle.ts";
import workflowNegativeOnlyFilter from "./workflow/negative-only-filter.ts";
import workflowObjectComparison from "./workflow/object-comparison.ts";
import workflowObjectInText from "./workflow/object-in-text.ts";
import workflowOutdatedActionRuntime from "./workflow/outdated-action-runtime.ts";
import workflowPathFilteredCheck from "./workflow/path-filtered-check.ts";
import workflowPipedRemoteScript from "./workflow/piped-remote-script.ts";
import workflowPlaintextRegistryPassword from "./workflow/plaintext-registry-password.ts";
import workflowProductionBeforeStaging from "./workflow/production-before-staging.ts";
import workflowProductionWithoutStaging from "./workflow/production-without-staging.ts";
import workflowReadAllPermissions from "./workflow/read-all-permissions.ts";
import workflowRebuiltImage from "./workflow/rebuilt-image.ts";
import workflowRecursiveAlias from "./workflow/recursive-alias.ts";
import workflowRegistryPasswordArgument from "./workflow/registry-password-argument.ts";
import workflowRetiredRunner from "./workflow/retired-runner.ts";
import workflowReusablePermissionMismatch from "./workflow/reusable-permission-mismatch.ts";
import workflowRunnerAlias from "./workflow/runner-alias.ts";
import workflowRuntimeVersionDrift from "./workflow/runtime-version-drift.ts";
import workflowScriptInjection from "./workflow/script-injection.ts";
import workflowSecretInCommandLine from "./workflow/secret-in-command-line.ts";
import workflowSecretInCondition from "./workflow/secret-in-condition.ts";
import workflowSecretsInWideEnvironment from "./workflow/secrets-in-wide-environment.ts";
import workflowSecretsOutsideEnvironment from "./workflow/secrets-outside-environment.ts";
import workflowSelfHostedRunnerForForks from "./workflow/self-hosted-runner-for-forks.ts";
import workflowShellByOperatingSystem from "./workflow/shell-by-operating-system.ts";
import workflowShellcheck from "./workflow/shellcheck.ts";
import workflowShortCommitRef from "./workflow/short-commit-ref.ts";
import workflowSignedTag from "./workflow/signed-tag.ts";
import workflowSilentlySkippedDeploy from "./workflow/silently-skipped-deploy.ts";
import workflowSpoofableBotCondition from "./workflow/spoofable-bot-condition.ts";
import workflowStageOutOfOrder from "./workflow/stage-out-of-order.ts";
import workflowStaticCloudCredentials from "./workflow/static-cloud-credentials.ts";
import workflowStoredCheckoutCredentials from "./workflow/stored-checkout-credentials.ts";
import workflowStringListContains from "./workflow/string-list-contains.ts";
import workflowStructuredSecret from "./workflow/structured-secret.ts";
import workflowSuperfluousAction from "./workflow/superfluous-action.ts";
import workflowTemplateInScript from "./workflow/template-in-script.ts";
import workflowTokenPublishing from "./workflow/token-publishing.ts";
import workflowUnavailableContext from "./workflow/unavailable-context.ts";
import workflowUnavailableFilter from "./workflow/unavailable-filter.ts";
import workflowUnawaitedEcsDeployment from "./workflow/unawaited-ecs-deployment.ts";
import workflowUnawaitedHelmRelease from "./workflow/unawaited-helm-release.ts";
import workflowUnawaitedRollout from "./workflow/unawaited-rollout.ts";
import workflowUnblockingScan from "./workflow/unblocking-scan.ts";
import workflowUncachedImageBuild from "./workflow/uncached-image-build.ts";
import workflowUncancelledPullRequestRuns from "./workflow/uncancelled-pull-request-runs.ts";
import workflowUnchainedDeploy from "./workflow/unchained-deploy.ts";
import workflowUncheckedWorkflowRun from "./workflow/unchecked-workflow-run.ts";
import workflowUnclosedExpression from "./workflow/unclosed-expression.ts";
import workflowUndefinedAlias from "./workflow/undefined-alias.ts";
import workflowUnexportedImageDigest from "./workflow/unexported-image-digest.ts";
import workflowUnfailingSmokeTest from "./workflow/unfailing-smoke-test.ts";
import workflowUngatedDeploy from "./workflow/ungated-deploy.ts";
import workflowUnhealthyService from "./workflow/unhealthy-service.ts";
import workflowUnknownActionInput from "./workflow/unknown-action-input.ts";
import workflowUnknownBuildArgument from "./workflow/unknown-build-argument.ts";
import workflowUnknownComposeService from "./workflow/unknown-compose-service.ts";
import workflowUnknownContext from "./workflow/unknown-context.ts";
import workflowUnknownContextProperty from "./workflow/unknown-context-property.ts";
import workflowUnknownEvent from "./workflow/unknown-event.ts";
import workflowUnknownFunction from "./workflow/unknown-function.ts";
import workflowUnknownInput from "./workflow/unknown-input.ts";
import workflowUnknownJobOutput from "./workflow/unknown-job-output.ts";
import workflowUnknownKey from "./workflow/unknown-key.ts";
import workflowUnknownMatrixProperty from "./workflow/unknown-matrix-property.ts";
import workflowUnknownNeed from "./workflow/unknown-need.ts";
import workflowUnknownNeedReference from "./workflow/unknown-need-reference.ts";
import workflowUnknownParallelStep from "./workflow/unknown-parallel-step.ts";
import workflowUnknownParentWorkflow from "./workflow/unknown-parent-workflow.ts";
import workflowUnknownPermission from "./workflow/unknown-permission.ts";
import workflowUnknownReusableInput from "./workflow/unknown-reusable-input.ts";
import workflowUnknownReusableSecret from "./workflow/unknown-reusable-secret.ts";
import workflowUnknownStep from "./workflow/unknown-step.ts";
import workflowUnknownStepOutput from "./workflow/unknown-step-output.ts";
import workflowUnknownWorkload from "./workflow/unknown-workload.ts";
import workflowUnlockedInstall from "./workflow/unlocked-install.ts";
import workflowUnmatchedHashFiles from "./workflow/unmatched-hash-files.ts";
import workflowUnorderedMigration from "./workflow/unordered-migration.ts";
import workflowUnpinnedAction from "./workflow/unpinned-action.ts";
import workflowUnpinnedImage from "./workflow/unpinned-image.ts";
import workflowUnpinnedTool from "./workflow/unpinned-tool.ts";
import workflowUnplannedTerraformApply from "./workflow/unplanned-terraform-apply.ts";
import workflowUnquotedCondition from "./workflow/unquoted-condition.ts";
import workflowUnquotedVersion from "./workflow/unquoted-version.ts";
import workflowUnscannedImage from "./workflow/unscanned-image.ts";
import workflowUnserialisedDeploys from "./workflow/unserialised-deploys.ts";
import workflowUnsignedImage from "./workflow/unsigned-image.ts";
import workflowUntestedDeploy from "./workflow/untested-deploy.ts";
import workflowUntestedImagePush from "./workflow/untested-image-push.ts";
import workflowUntestedPreview from "./workflow/untested-preview.ts";
import workflowUntrackedActionUpdates from "./workflow/untracked-action-updates.ts";
import workflowUntrustedCheckout from "./workflow/untrusted-checkout.ts";
import workflowUnusedAnchor from "./workflow/unused-anchor.ts";
import workflowUnusedIdToken from "./workflow/unused-id-token.ts";
import workflowUnusedSuppression from "./workflow/unused-suppression.ts";
import workflowUnverifiedSshHost from "./workflow/unverified-ssh-host.ts";
import workflowVulnerableAction from "./workflow/vulnerable-action.ts";
import workflowWholeSecretsContext from "./workflow/whole-secrets-context.ts";
import workflowWorkflowWideWritePermission from "./workflow/workflow-wide-write-permission.ts";
import workflowWriteAllPermissions from "./workflow/write-all-permissions.ts";
import workflowWrongArgumentCount from "./workflow/wrong-argument-count.ts";
import workflowWrongFormatArguments from "./workflow/wrong-format-arguments.ts";
import workflowWrongReusableInputType from "./workflow/wrong-reusable-input-type.ts";
import workflowWrongType from "./workflow/wrong-type.ts";
import workflowYamlSyntax from "./workflow/yaml-syntax.ts";

/** All rules, sorted by id. */
export const rules: readonly Rule[] = [
  actionInvalidMetadata as Rule,
  actionMissingShell as Rule,
  actionUndeclaredInput as Rule,
  actionUnsupportedKey as Rule,
  actionUnusedInput as Rule,
  actionUnusedSuppression as Rule,
  composeAddedCapability as Rule,
  composeBrokenBuild as Rule,
  composeBuildAndImage as Rule,
  composeConflictingResources as Rule,
  composeDatabaseWithoutVolume as Rule,
  composeDependencyCycle as Rule,
  composeDependencyWithoutHealthcheck as Rule,
  composeDeprecatedFeature as Rule,
  composeDisabledSeccomp as Rule,
  composeDockerSocket as Rule,
  composeDuplicateKey as Rule,
  composeDuplicateVariable as Rule,
  composeEndlessCompletion as Rule,
  composeExposedPort as Rule,
  composeHealthcheckWithoutTool as Rule,
  composeHostNamespaces as Rule,
  composeInvalidContainerName as Rule,
  composeInvalidValue as Rule,
  composeKeptCapabilities as Rule,
  composeMalformedHealthcheck as Rule,
  composeMisplacedDataVolume as Rule,
  composeMissingBindSource as Rule,
  composeMissingEnvFile as Rule,
  composeMissingHealthcheck as Rule,
  composeMissingImageOrBuild as Rule,
  composeMissingKey as Rule,
  composeMissingPidsLimit as Rule,
  composeMissingProjectName as Rule,
  composeMissingResourceLimits as Rule,
  composeMissingRestart as Rule,
  composeMissingUpdateConfig as Rule,
  composeMutableImageTag as Rule,
  composeNewPrivileges as Rule,
  composeObsoleteVersion as Rule,
  composePortConflict as Rule,
  composePrivilegedService as Rule,
  composeProfiledDependency as Rule,
  composeQuotedVolume as Rule,
  composeRootUser as Rule,
  composeScaleConflict as Rule,
  composeSecretInEnvironment as Rule,
  composeSensitiveMount as Rule,
  composeShortStopGrace as Rule,
  composeStartedNotHealthy as Rule,
  composeSyntax as Rule,
  composeUnboundedLogs as Rule,
  composeUnescapedDollar as Rule,
  composeUnexpectedPort as Rule,
  composeUnfitHealthcheckTimes as Rule,
  composeUnknownDependency as Rule,
  composeUnknownKey as Rule,
  composeUnknownReference as Rule,
  composeUnquotedPort as Rule,
  composeUnresolvedExtends as Rule,
  composeUnsetVariable as Rule,
  composeUnsortedDependencies as Rule,
  composeUnsortedKeys as Rule,
  composeUnsortedPorts as Rule,
  composeUnsortedServices as Rule,
  composeUnusedDeclaration as Rule,
  composeUnusedSuppression as Rule,
  composeWritableRootFilesystem as Rule,
  composeWrongType as Rule,
  dockerfileAddInsteadOfCopy as Rule,
  dockerfileAddWithoutChecksum as Rule,
  dockerfileAptInScript as Rule,
  dockerfileBakedConfiguration as Rule,
  dockerfileBuildArgumentAtRuntime as Rule,
  dockerfileBuildToolsInFinalStage as Rule,
  dockerfileCdWithoutEffect as Rule,
  dockerfileConsecutiveRun as Rule,
  dockerfileConstantPlatform as Rule,
  dockerfileCopiedRoot as Rule,
  dockerfileCopyToFile as Rule,
  dockerfileCopyWithoutWorkdir as Rule,
  dockerfileDanglingContinuation as Rule,
  dockerfileDebugMode as Rule,
  dockerfileDeprecatedBaseImage as Rule,
  dockerfileDeprecatedMaintainer as Rule,
  dockerfileDevelopmentDependencies as Rule,
  dockerfileDevelopmentFinalStage as Rule,
  dockerfileDevelopmentServer as Rule,
  dockerfileDigestWithoutTag as Rule,
  dockerfileDisabledTlsVerification as Rule,
  dockerfileDistributionUpgrade as Rule,
  dockerfileDownloadWithoutChecksum as Rule,
  dockerfileDuplicateStageName as Rule,
  dockerfileEarlyVolatileValue as Rule,
  dockerfileEmptyContinuationLine as Rule,
  dockerfileEndOfLifeBaseImage as Rule,
  dockerfileExplicitRootUser as Rule,
  dockerfileExtractedArchive as Rule,
  dockerfileFirstInstruction as Rule,
  dockerfileFloatingTag as Rule,
  dockerfileForbiddenOnbuildTrigger as Rule,
  dockerfileFullBaseImage as Rule,
  dockerfileHealthcheckWithoutTool as Rule,
  dockerfileIneffectiveDirective as Rule,
  dockerfileInsecureBuildFlag as Rule,
  dockerfileInstallWithoutLockfile as Rule,
  dockerfileInstructionArguments as Rule,
  dockerfileInstructionInScript as Rule,
  dockerfileInteractiveInstall as Rule,
  dockerfileInvalidDirective as Rule,
  dockerfileInvalidExecForm as Rule,
  dockerfileInvalidFlag as Rule,
  dockerfileInvalidHealthcheckOption as Rule,
  dockerfileInvalidImageReference as Rule,
  dockerfileInvalidLabelName as Rule,
  dockerfileInvalidMount as Rule,
  dockerfileInvalidPort as Rule,
  dockerfileInvalidSignal as Rule,
  dockerfileInvalidStageName as Rule,
  dockerfileLargeUserLog as Rule,
  dockerfileLateCleanup as Rule,
  dockerfileLatestBaseImage as Rule,
  dockerfileLeftoverApkCache as Rule,
  dockerfileLeftoverNodeCache as Rule,
  dockerfileLeftoverPackageLists as Rule,
  dockerfileLeftoverPipCache as Rule,
  dockerfileLeftoverRpmCache as Rule,
  dockerfileLegacyAssignment as Rule,
  dockerfileLiteralPassword as Rule,
  dockerfileLiteralVariable as Rule,
  dockerfileLoneIndexUpdate as Rule,
  dockerfileMisplacedDescription as Rule,
  dockerfileMissingCopySource as Rule,
  dockerfileMissingDockerignore as Rule,
  dockerfileMissingHealthcheck as Rule,
  dockerfileMissingNodeEnvironment as Rule,
  dockerfileMissingSyntaxDirective as Rule,
  dockerfileMisspeltVariable as Rule,
  dockerfileMixedCasing as Rule,
  dockerfileNamedUser as Rule,
  dockerfileNoisyDownload as Rule,
  dockerfileNumberedStageReference as Rule,
  dockerfileOutdatedSyntax as Rule,
  dockerfileOverriddenInstruction as Rule,
  dockerfileOverwrittenDependencies as Rule,
  dockerfileOwnershipLayer as Rule,
  dockerfilePersistentDebianFrontend as Rule,
  dockerfilePipedInstaller as Rule,
  dockerfilePlainHttp as Rule,
  dockerfilePortMismatch as Rule,
  dockerfilePrivilegedPort as Rule,
  dockerfileRecommendedPackages as Rule,
  dockerfileRedundantPlatform as Rule,
  dockerfileRelativeWorkdir as Rule,
  dockerfileRelinkedShell as Rule,
  dockerfileRemoteLoginPort as Rule,
  dockerfileRequiredImageArgument as Rule,
  dockerfileReservedStageName as Rule,
  dockerfileRootUser as Rule,
  dockerfileScriptWithoutExec as Rule,
  dockerfileSecondDownloadTool as Rule,
  dockerfileSecretFileCopied as Rule,
  dockerfileSecretInRun as Rule,
  dockerfileSecretInVariable as Rule,
  dockerfileSecretLiteral as Rule,
  dockerfileSelfReferencingVariable as Rule,
  dockerfileSensitiveVolume as Rule,
  dockerfileShellFormCommand as Rule,
  dockerfileShellJsonForm as Rule,
  dockerfileShellSyntax as Rule,
  dockerfileShellcheck as Rule,
  dockerfileSingleStageBuild as Rule,
  dockerfileSourceBeforeDependencies as Rule,
  dockerfileSourceOutsideContext as Rule,
  dockerfileSpacedAssignment as Rule,
  dockerfileSudo as Rule,
  dockerfileSwallowingComment as Rule,
  dockerfileSystemWorkdir as Rule,
  dockerfileToolchainInFinalStage as Rule,
  dockerfileUncachedInstall as Rule,
  dockerfileUndeclaredImageArgument as Rule,
  dockerfileUndigestedBaseImage as Rule,
  dockerfileUnexplainedSuppression as Rule,
  dockerfileUnfitHealthcheckTimes as Rule,
  dockerfileUnfitLabels as Rule,
  dockerfileUnforwardedSignals as Rule,
  dockerfileUnknownFlag as Rule,
  dockerfileUnknownInstruction as Rule,
  dockerfileUnknownStage as Rule,
  dockerfileUnknownUser as Rule,
  dockerfileUnlinkedCopy as Rule,
  dockerfileUnpinnedGitSource as Rule,
  dockerfileUnpinnedLanguagePackage as Rule,
  dockerfileUnpinnedSystemPackage as Rule,
  dockerfileUnscopedArgument as Rule,
  dockerfileUnseenPipeFailure as Rule,
  dockerfileUnsortedPackages as Rule,
  dockerfileUnstrictHeredoc as Rule,
  dockerfileUntaggedBaseImage as Rule,
  dockerfileUntaggedCopiedImage as Rule,
  dockerfileUntargetedCrossBuild as Rule,
  dockerfileUnterminatedHeredoc as Rule,
  dockerfileUntrustedRegistry as Rule,
  dockerfileUnusedArgument as Rule,
  dockerfileUnusedStage as Rule,
  dockerfileUnusedSuppression as Rule,
  dockerfileUnverifiedPackage as Rule,
  dockerfileUppercaseProtocol as Rule,
  dockerfileUppercaseStageName as Rule,
  dockerfileUselessCommand as Rule,
  dockerfileWholeContextCopied as Rule,
  dockerfileWorldWritableFiles as Rule,
  dockerfileWritableApplication as Rule,
  dockerfileWriteAfterVolume as Rule,
  dockerignoreIncomplete as Rule,
  dockerignoreIneffectivePattern as Rule,
  dockerignoreInvalidPattern as Rule,
  dockerignoreNeededFileIgnored as Rule,
  dockerignoreSecretNotIgnored as Rule,
  dockerignoreUnusedSuppression as Rule,
  kubernetesAddedCapability as Rule,
  kubernetesAmbiguousEnv as Rule,
  kubernetesAntiAffinityBlocksSurge as Rule,
  kubernetesAutoscalerBehavior as Rule,
  kubernetesAutoscalerBounds as Rule,
  kubernetesAutoscalerTarget as Rule,
  kubernetesAutoscalerWithoutRequests as Rule,
  kubernetesBlockedStatefulsetUpdate as Rule,
  kubernetesBlockingDisruptionBudget as Rule,
  kubernetesBroadPermissions as Rule,
  kubernetesBrokenAnalysis as Rule,
  kubernetesBrokenFlaggerCanary as Rule,
  kubernetesBrokenGatewayRoute as Rule,
  kubernetesBrokenVolumeMount as Rule,
  kubernetesBurstableMemory as Rule,
  kubernetesCommittedSecret as Rule,
  kubernetesCompetingAutoscalers as Rule,
  kubernetesConfigWithoutRollout as Rule,
  kubernetesCpuLimit as Rule,
  kubernetesDecimalFileMode as Rule,
  kubernetesDefaultNamespace as Rule,
  kubernetesDefaultProbeTimeout as Rule,
  kubernetesDefaultServiceAccount as Rule,
  kubernetesDeprecatedApi as Rule,
  kubernetesDeprecatedServiceAccountKey as Rule,
  kubernetesDisruptionBudgetSelector as Rule,
  kubernetesDuplicateEnv as Rule,
  kubernetesDuplicateKey as Rule,
  kubernetesDuplicateObject as Rule,
  kubernetesEnvOrder as Rule,
  kubernetesExecWithoutShell as Rule,
  kubernetesExposedService as Rule,
  kubernetesHeavyExecProbe as Rule,
  kubernetesHookWithoutTool as Rule,
  kubernetesHostNamespaces as Rule,
  kubernetesHostPath as Rule,
  kubernetesHostPort as Rule,
  kubernetesIdenticalProbes as Rule,
  kubernetesImagePullPolicy as Rule,
  kubernetesImageWithoutDigest as Rule,
  kubernetesImpatientLivenessProbe as Rule,
  kubernetesIneffectiveCanaryIngress as Rule,
  kubernetesIngressSnippet as Rule,
  kubernetesIngressTlsSecret as Rule,
  kubernetesIngressWithoutTls as Rule,
  kubernetesInvalidCronSchedule as Rule,
  kubernetesInvalidImageReference as Rule,
  kubernetesInvalidLifecycleHandler as Rule,
  kubernetesInvalidName as Rule,
  kubernetesInvalidPortName as Rule,
  kubernetesInvalidRolloutSteps as Rule,
  kubernetesInvalidValue as Rule,
  kubernetesJobRestartPolicy as Rule,
  kubernetesKeptCapabilities as Rule,
  kubernetesLivenessOnDependency as Rule,
  kubernetesLowRolloutCapacity as Rule,
  kubernetesLowUserId as Rule,
  kubernetesMalformedDisruptionBudget as Rule,
  kubernetesMalformedHttpProbe as Rule,
  kubernetesMalformedIngress as Rule,
  kubernetesMalformedSecretData as Rule,
  kubernetesMalformedServicePorts as Rule,
  kubernetesMissingDisruptionBudget as Rule,
  kubernetesMissingField as Rule,
  kubernetesMissingLivenessProbe as Rule,
  kubernetesMissingMemoryLimit as Rule,
  kubernetesMissingMinReadySeconds as Rule,
  kubernetesMissingNetworkPolicy as Rule,
  kubernetesMissingPreStop as Rule,
  kubernetesMissingPriorityClass as Rule,
  kubernetesMissingReadinessProbe as Rule,
  kubernetesMissingRecommendedLabels as Rule,
  kubernetesMissingResourceRequests as Rule,
  kubernetesMissingSeccompProfile as Rule,
  kubernetesMissingSeparator as Rule,
  kubernetesMissingSpread as Rule,
  kubernetesMixedColors as Rule,
  kubernetesMutableImageTag as Rule,
  kubernetesNamedGrpcPort as Rule,
  kubernetesNetworkPolicySelector as Rule,
  kubernetesNoGracePeriod as Rule,
  kubernetesNoRevisionHistory as Rule,
  kubernetesOverlappingCronJobs as Rule,
  kubernetesOverlappingSelectors as Rule,
  kubernetesPausedDeployment as Rule,
  kubernetesPlaintextGrpcProbe as Rule,
  kubernetesPodSecurityViolation as Rule,
  kubernetesPreStopOverGrace as Rule,
  kubernetesPrivilegeEscalation as Rule,
  kubernetesPrivilegedContainer as Rule,
  kubernetesPrivilegedPort as Rule,
  kubernetesProbeGracePeriod as Rule,
  kubernetesProbeHandlers as Rule,
  kubernetesProbeHost as Rule,
  kubernetesProbeOnInitContainer as Rule,
  kubernetesProcMount as Rule,
  kubernetesRecreateStrategy as Rule,
  kubernetesRemovedApi as Rule,
  kubernetesReplicasBesideAutoscaler as Rule,
  kubernetesRequestOverLimit as Rule,
  kubernetesRetiredIngressController as Rule,
  kubernetesRollingUpdateParameters as Rule,
  kubernetesRolloutServices as Rule,
  kubernetesRootUser as Rule,
  kubernetesSecretAsEnv as Rule,
  kubernetesSecretInConfigmap as Rule,
  kubernetesSecretInEnv as Rule,
  kubernetesSelectorTemplateMismatch as Rule,
  kubernetesServiceWithoutWorkload as Rule,
  kubernetesShortProgressDeadline as Rule,
  kubernetesSingleReplica as Rule,
  kubernetesSingleReplicaMinimum as Rule,
  kubernetesSingleWriterVolume as Rule,
  kubernetesSlowStartByDelay as Rule,
  kubernetesSpreadSelector as Rule,
  kubernetesSshPort as Rule,
  kubernetesStatefulsetService as Rule,
  kubernetesStuckRollingUpdate as Rule,
  kubernetesSuccessThreshold as Rule,
  kubernetesSuspiciousQuantity as Rule,
  kubernetesSyntax as Rule,
  kubernetesTimeoutOverPeriod as Rule,
  kubernetesUnattendedRollout as Rule,
  kubernetesUnboundedEphemeralStorage as Rule,
  kubernetesUnboundedJob as Rule,
  kubernetesUnfitStartupWindow as Rule,
  kubernetesUnhealthyPodEviction as Rule,
  kubernetesUnknownEnvSource as Rule,
  kubernetesUnknownField as Rule,
  kubernetesUnknownIngressBackend as Rule,
  kubernetesUnknownProbePort as Rule,
  kubernetesUnknownServiceAccount as Rule,
  kubernetesUnknownTargetPort as Rule,
  kubernetesUnquotedValue as Rule,
  kubernetesUnsafeSysctl as Rule,
  kubernetesUnusedSuppression as Rule,
  kubernetesUnverifiedUser as Rule,
  kubernetesWritableRootFilesystem as Rule,
  kubernetesWrongApiGroup as Rule,
  kubernetesWrongType as Rule,
  readinessContradictedDecision as Rule,
  readinessDuplicateKey as Rule,
  readinessExpiredDecision as Rule,
  readinessFutureDecision as Rule,
  readinessIncompleteDecision as Rule,
  readinessInsecureEvidence as Rule,
  readinessInvalidValue as Rule,
  readinessLongLivedDecision as Rule,
  readinessMissingEvidenceFile as Rule,
  readinessSelfApprovedWaiver as Rule,
  readinessStaleEvidence as Rule,
  readinessSyntax as Rule,
  readinessUnknownItem as Rule,
  readinessUnknownKey as Rule,
  readinessUnusedSuppression as Rule,
  workflowActionBehind as Rule,
  workflowActionOnBranch as Rule,
  workflowAlwaysTrueCondition as Rule,
  workflowArchivedAction as Rule,
  workflowArtifactFilesPolicy as Rule,
  workflowArtifactRetention as Rule,
  workflowBroadAppToken as Rule,
  workflowCacheInRelease as Rule,
  workflowCancelledDeploy as Rule,
  workflowCollidingArtifactName as Rule,
  workflowConcurrencyDeadlock as Rule,
  workflowConcurrentDeploys as Rule,
  workflowConflictingActionInputs as Rule,
  workflowConflictingConcurrency as Rule,
  workflowConflictingRunnerLabels as Rule,
  workflowConstantCondition as Rule,
  workflowDangerousTrigger as Rule,
  workflowDeployDespiteFailure as Rule,
  workflowDeployFromAnyBranch as Rule,
  workflowDeployOnPullRequest as Rule,
  workflowDeployWithoutTimeout as Rule,
  workflowDeprecatedActionInput as Rule,
  workflowDeprecatedCommand as Rule,
  workflowDroppedContentsPermission as Rule,
  workflowDroppedPendingDeploy as Rule,
  workflowDuplicateId as Rule,
  workflowDuplicateKey as Rule,
  workflowDuplicateMatrixValue as Rule,
  workflowDuplicateNeed as Rule,
  workflowEmptySection as Rule,
  workflowEnvironmentFileInjection as Rule,
  workflowExclusiveFilters as Rule,
  workflowFalsyTernary as Rule,
  workflowForbiddenAction as Rule,
  workflowFrequentSchedule as Rule,
  workflowHardcodedCredential as Rule,
  workflowIgnoredTestFailure as Rule,
  workflowImagePushOnPullRequest as Rule,
  workflowImpossibleCondition as Rule,
  workflowInconsistentEnvironmentName as Rule,
  workflowIneffectiveGuard as Rule,
  workflowInheritedSecrets as Rule,
  workflowInsecureCommands as Rule,
  workflowInstallWithoutLockfile as Rule,
  workflowInvalidActivityType as Rule,
  workflowInvalidCron as Rule,
  workflowInvalidDispatchInput as Rule,
  workflowInvalidEnvironmentName as Rule,
  workflowInvalidExpression as Rule,
  workflowInvalidGlob as Rule,
  workflowInvalidId as Rule,
  workflowInvalidJson as Rule,
  workflowInvalidPermissionLevel as Rule,
  workflowInvalidShell as Rule,
  workflowInvalidTimezone as Rule,
  workflowInvalidUses as Rule,
  workflowInvalidValue as Rule,
  workflowLatestOnlyImage as Rule,
  workflowLocalActionBeforeCheckout as Rule,
  workflowLostReport as Rule,
  workflowMatrixExcludeMismatch as Rule,
  workflowMergeKey as Rule,
  workflowMinimalBuildCache as Rule,
  workflowMisplacedKey as Rule,
  workflowMissingActionInput as Rule,
  workflowMissingArtifact as Rule,
  workflowMissingAttestationPermission as Rule,
  workflowMissingBuildTarget as Rule,
  workflowMissingBuildx as Rule,
  workflowMissingComposeFile as Rule,
  workflowMissingDependencyCache as Rule,
  workflowMissingDockerfile as Rule,
  workflowMissingEnvironment as Rule,
  workflowMissingEnvironmentUrl as Rule,
  workflowMissingKey as Rule,
  workflowMissingLocalAction as Rule,
  workflowMissingLockfile as Rule,
  workflowMissingMajorTag as Rule,
  workflowMissingManifest as Rule,
  workflowMissingName as Rule,
  workflowMissingOidcPermission as Rule,
  workflowMissingPackagesPermission as Rule,
  workflowMissingPermissions as Rule,
  workflowMissingProvenance as Rule,
  workflowMissingQemu as Rule,
  workflowMissingRegistryLogin as Rule,
  workflowMissingReusableInput as Rule,
  workflowMissingReusableWorkflow as Rule,
  workflowMissingRollback as Rule,
  workflowMissingSbom as Rule,
  workflowMissingScript as Rule,
  workflowMissingSmokeTest as Rule,
  workflowMissingTimeout as Rule,
  workflowMissingToolVersion as Rule,
  workflowMissingVersionComment as Rule,
  workflowMissingWorkingDirectory as Rule,
  workflowMisspeltAction as Rule,
  workflowMisspeltRunnerLabel as Rule,
  workflowMutableDeployImage as Rule,
  workflowMutableImageTag as Rule,
  workflowNeedsCycle as Rule,
  workflowNegativeOnlyFilter as Rule,
  workflowObjectComparison as Rule,
  workflowObjectInText as Rule,
  workflowOutdatedActionRuntime as Rule,
  workflowPathFilteredCheck as Rule,
  workflowPipedRemoteScript as Rule,
  workflowPlaintextRegistryPassword as Rule,
  workflowProductionBeforeStaging as Rule,
  workflowProductionWithoutStaging as Rule,
  workflowReadAllPermissions as Rule,
  workflowRebuiltImage as Rule,
  workflowRecursiveAlias as Rule,
  workflowRegistryPasswordArgument as Rule,
  workflowRetiredRunner as Rule,
  workflowReusablePermissionMismatch as Rule,
  workflowRunnerAlias as Rule,
  workflowRuntimeVersionDrift as Rule,
  workflowScriptInjection as Rule,
  workflowSecretInCommandLine as Rule,
  workflowSecretInCondition as Rule,
  workflowSecretsInWideEnvironment as Rule,
  workflowSecretsOutsideEnvironment as Rule,
  workflowSelfHostedRunnerForForks as Rule,
  workflowShellByOperatingSystem as Rule,
  workflowShellcheck as Rule,
  workflowShortCommitRef as Rule,
  workflowSignedTag as Rule,
  workflowSilentlySkippedDeploy as Rule,
  workflowSpoofableBotCondition as Rule,
  workflowStageOutOfOrder as Rule,
  workflowStaticCloudCredentials as Rule,
  workflowStoredCheckoutCredentials as Rule,
  workflowStringListContains as Rule,
  workflowStructuredSecret as Rule,
  workflowSuperfluousAction as Rule,
  workflowTemplateInScript as Rule,
  workflowTokenPublishing as Rule,
  workflowUnavailableContext as Rule,
  workflowUnavailableFilter as Rule,
  workflowUnawaitedEcsDeployment as Rule,
  workflowUnawaitedHelmRelease as Rule,
  workflowUnawaitedRollout as Rule,
  workflowUnblockingScan as Rule,
  workflowUncachedImageBuild as Rule,
  workflowUncancelledPullRequestRuns as Rule,
  workflowUnchainedDeploy as Rule,
  workflowUncheckedWorkflowRun as Rule,
  workflowUnclosedExpression as Rule,
  workflowUndefinedAlias as Rule,
  workflowUnexportedImageDigest as Rule,
  workflowUnfailingSmokeTest as Rule,
  workflowUngatedDeploy as Rule,
  workflowUnhealthyService as Rule,
  workflowUnknownActionInput as Rule,
  workflowUnknownBuildArgument as Rule,
  workflowUnknownComposeService as Rule,
  workflowUnknownContext as Rule,
  workflowUnknownContextProperty as Rule,
  workflowUnknownEvent as Rule,
  workflowUnknownFunction as Rule,
  workflowUnknownInput as Rule,
  workflowUnknownJobOutput as Rule,
  workflowUnknownKey as Rule,
  workflowUnknownMatrixProperty as Rule,
  workflowUnknownNeed as Rule,
  workflowUnknownNeedReference as Rule,
  workflowUnknownParallelStep as Rule,
  workflowUnknownParentWorkflow as Rule,
  workflowUnknownPermission as Rule,
  workflowUnknownReusableInput as Rule,
  workflowUnknownReusableSecret as Rule,
  workflowUnknownStep as Rule,
  workflowUnknownStepOutput as Rule,
  workflowUnknownWorkload as Rule,
  workflowUnlockedInstall as Rule,
  workflowUnmatchedHashFiles as Rule,
  workflowUnorderedMigration as Rule,
  workflowUnpinnedAction as Rule,
  workflowUnpinnedImage as Rule,
  workflowUnpinnedTool as Rule,
  workflowUnplannedTerraformApply as Rule,
  workflowUnquotedCondition as Rule,
  workflowUnquotedVersion as Rule,
  workflowUnscannedImage as Rule,
  workflowUnserialisedDeploys as Rule,
  workflowUnsignedImage as Rule,
  workflowUntestedDeploy as Rule,
  workflowUntestedImagePush as Rule,
  workflowUntestedPreview as Rule,
  workflowUntrackedActionUpdates as Rule,
  workflowUntrustedCheckout as Rule,
  workflowUnusedAnchor as Rule,
  workflowUnusedIdToken as Rule,
  workflowUnusedSuppression as Rule,
  workflowUnverifiedSshHost as Rule,
  workflowVulnerableAction as Rule,
  workflowWholeSecretsContext as Rule,
  workflowWorkflowWideWritePermission as Rule,
  workflowWriteAllPermissions as Rule,
  workflowWrongArgumentCount as Rule,
  workflowWrongFormatArguments as Rule,
  workflowWrongReusableInputType as Rule,
  workflowWrongType as Rule,
  workflowYamlSyntax as Rule,
];
