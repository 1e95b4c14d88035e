import { describe, expect, test } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

/** What was compared with the files by eye: their sources are not in the corpus, so that nothing is concluded from code. */
const expected: readonly (readonly [project: string, folder: string, items: Readonly<Record<string, string>>])[] = [
  [
    "brocoders__nestjs-boilerplate",
    "",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "dockersamples__example-voting-app",
    "result",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "dockersamples__example-voting-app",
    "vote",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "dockersamples__example-voting-app",
    "worker",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "not-applicable",
      objectives: "manual",
      "load-test": "not-applicable",
    },
  ],
  [
    "fastapi__full-stack-fastapi-template",
    "backend",
    {
      metrics: "manual",
      "error-rate-alert": "manual backend/pyproject.toml:19",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "fastapi__full-stack-fastapi-template",
    "frontend",
    {
      metrics: "not-applicable",
      "error-rate-alert": "not-applicable",
      "log-aggregation": "not-applicable",
      uptime: "manual",
      objectives: "manual",
      "load-test": "not-applicable",
    },
  ],
  [
    "hagopj13__node-express-boilerplate",
    "",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "kube-rs__controller-rs",
    "",
    {
      metrics: "likely charts/doc-controller/templates/servicemonitor.yaml:4 Cargo.toml:45",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "nickjj__docker-django-example",
    "",
    {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
  [
    "spring-projects__spring-petclinic",
    "",
    {
      metrics: "likely pom.xml:44",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "likely src/test/jmeter/petclinic_test_plan.jmx:1",
    },
  ],
  [
    "stefanprodan__podinfo",
    "",
    {
      metrics:
        "likely charts/podinfo/templates/servicemonitor.yaml:3 charts/podinfo/templates/deployment.yaml:24 deploy/bases/backend/deployment.yaml:19 go.mod:13",
      "error-rate-alert": "open",
      "log-aggregation": "likely go.mod:28",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  ],
];

describe.skipIf(!hasCorpus())("monitoring", () => {
  test.each(expected)("%s %s", (project, folder, items) => {
    const workspace = corpusProject(project);
    const { items: all } = assessReadiness(workspace, folder, { today });
    const found = all.filter(({ category }) => category === "monitoring");
    expect(found.filter(({ because }) => because.includes("could not be assessed"))).toEqual([]);
    expect(Object.fromEntries(found.map((one) => [one.id.slice("monitoring.".length), told(one)]))).toEqual(items);
  });

  test("no service is left out", () => {
    for (const project of new Set(expected.map(([name]) => name))) {
      const folders = expected.filter(([name]) => name === project).map(([, folder]) => folder);
      expect([...readinessServices(corpusProject(project), "")], project).toEqual(folders);
    }
  });
});
