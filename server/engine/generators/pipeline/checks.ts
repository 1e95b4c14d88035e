import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";
import { unitTests, uploadReport } from "./coverage.ts";
import { buildInputs } from "./image.ts";
import { serviceContainers, serviceVariables } from "./services.ts";
import { setUp } from "./setup/index.ts";
import { checkout, job, run, uses } from "./steps.ts";

/** What has to pass before anything is built or deployed. */
export interface Checks {
  readonly jobs: readonly Lines[];
  /** The jobs' ids, in the order in which they run. */
  readonly ids: readonly string[];
  /** The image is built and started in one of them. */
  readonly buildsImage: boolean;
  /** The stages that the project has no command for. */
  readonly missing: readonly string[];
}

/** The jobs that check the code: lint, type check and unit tests in one, since each takes seconds and all need the same; integration tests in another. */
export function checks(plan: Plan): Checks {
  const { lint, typecheck, unit, integration, migrate } = plan.application.tasks;
  const tests = unitTests(plan);
  // Without integration tests of its own, a project that has a database has unit tests that talk to it.
  const withServices = integration ? "integration" : "test";
  const services = (at: string): Lines => (at === withServices ? serviceContainers(plan) : []);
  const variables = (at: string) => (at === withServices ? serviceVariables(plan) : {});
  const jobs: Lines[] = [];
  const ids: string[] = [];
  if (lint || typecheck || tests) {
    ids.push("test");
    jobs.push(
      job({
        id: "test",
        name: titleOf(lint !== undefined, typecheck !== undefined, tests !== undefined),
        minutes: 20,
        keys: tests ? services("test") : [],
        steps: [
          setUp(plan),
          lint && run({ name: "Lint", run: [lint.value] }),
          typecheck && run({ name: "Type check", run: [typecheck.value] }),
          tests && run({ name: "Unit tests", run: [tests.command], env: variables("test") }),
          tests?.report !== undefined && uploadReport(tests.report, plan),
        ],
      }),
    );
  }
  if (integration) {
    jobs.push(
      job({
        id: "integration",
        name: "Integration tests",
        needs: [...ids],
        minutes: 30,
        keys: services("integration"),
        steps: [
          setUp(plan),
          migrate &&
            plan.answers.services.length > 0 &&
            run({ name: "Migrate the database", run: [migrate.value], env: variables("integration") }),
          run({ name: "Integration tests", run: [integration.value], env: variables("integration") }),
        ],
      }),
    );
    ids.push("integration");
  }
  const buildsImage = ids.length === 0 && plan.answers.port !== undefined;
  if (buildsImage) {
    ids.push("test");
    jobs.push(imageTest(plan));
  }
  const missing = [
    ...(lint ? [] : ["lint"]),
    ...(typecheck || isTyped(plan) ? [] : ["type check"]),
    ...(unit ? [] : ["unit tests"]),
    ...(integration ? [] : ["integration tests"]),
  ];
  return { jobs, ids, buildsImage, missing };
}

function titleOf(lints: boolean, checksTypes: boolean, tests: boolean): string {
  if (tests) return lints || checksTypes ? "Check and test" : "Test";
  return lints && checksTypes ? "Lint and check types" : lints ? "Lint" : "Check types";
}

/** Where the project has no test of its own, the image at least is started and asked. */
function imageTest(plan: Plan): Lines {
  const { port, readinessPath } = plan.answers;
  const settings = Object.entries({ PORT: String(port), ...serviceVariables(plan) }).map(([name, value]) => ` --env ${name}=${value}`);
  return job({
    id: "test",
    name: "Start the image",
    minutes: 30,
    keys: serviceContainers(plan),
    steps: [
      checkout(),
      uses("docker/setup-buildx-action"),
      uses("docker/build-push-action", {
        ...buildInputs(plan),
        load: "true",
        push: "false",
        tags: `${plan.answers.service}:test`,
        "cache-from": "type=gha",
      }),
      run({
        name: "Smoke test",
        run: [
          `docker run --detach --name app --network host${settings.join("")} ${plan.answers.service}:test`,
          `sh scripts/smoke.sh http://127.0.0.1:${port}${readinessPath}`,
        ],
      }),
      run({ name: "Show its log", if: "failure()", run: ["docker logs app"] }),
    ],
  });
}

/** The compiler checks the types of these, and tests and image need it. */
function isTyped({ answers: { ecosystem } }: Plan): boolean {
  return ecosystem === "go" || ecosystem === "java" || ecosystem === "rust" || ecosystem === "dotnet";
}
